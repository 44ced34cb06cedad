/** Knows which projects of a scope have nothing that their environment runs. Pure. */
import { functionsRunning } from '../../build/artifact';
import { localName } from '../../deploy/environment/environment';
import { UserError } from '../../user-error';
import type { FunctionProject } from './function-projects';

interface Scope {
  readonly deployed: readonly FunctionProject[];
  /** Name in samconfig.toml; `local` without one. */
  readonly environment: string | undefined;
  /** Relative to the workspace root. */
  readonly template: string;
}

/**
 * A sentence for each project that nothing of template.yml runs.
 *
 * @throws UserError with it if that is so of all of them
 */
export function projectsWithoutFunction(scope: Scope): string[] {
  const { deployed, environment = localName, template } = scope;
  const destination = environment === localName ? 'local' : 'lambda';
  const idle = deployed.filter(
    ({ artifacts, refusals }) =>
      !refusals?.[destination]?.length &&
      artifacts[destination].every((spec) => functionsRunning(spec, environment).length === 0),
  );
  const sentences = idle.map(({ name, root, functions }) => {
    const where = functions.length > 0 ? ` in environment '${environment}'` : '';
    return `${template}: no function runs ${name}${where}, so there is nothing to deploy of it; add one with CodeUri: ${root}`;
  });
  const [first] = sentences;
  if (first !== undefined && idle.length === deployed.length) throw new UserError(first);
  return sentences;
}
