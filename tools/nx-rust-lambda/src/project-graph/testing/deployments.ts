/** Environments as samconfig.toml names them, for tests. */
import type { Deployment } from '../../sam/resolve-value';

/** `local` and `default`, and what further environments give their parameters. */
export function deployments(
  parameters: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Map<string, Deployment> {
  return new Map(
    ['local', 'default', ...Object.keys(parameters)].map((name) => [
      name,
      { region: 'us-east-1', stackName: name, parameters: parameters[name] ?? {} },
    ]),
  );
}
