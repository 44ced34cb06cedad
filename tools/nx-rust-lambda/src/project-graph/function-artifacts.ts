/** What a crate builds for the template's functions, for Lambda and for this machine. */
import type { Destination } from '../build/artifact';
import type { BuildOptions } from '../build/build-options';
import type { Crate } from '../cargo/workspace';
import type { Deployment } from '../sam/resolve-value';
import type { SamTemplate } from '../sam/sam-template';
import { UserError } from '../user-error';
import { artifactsOf, functionsByEnvironment, type EnvironmentFunctions } from './functions';

/** The environment that is this machine. */
export const localName = 'local';

/** A template that cannot be read concerns what needs it, and nothing else. */
export interface BrokenTemplate {
  readonly file: string;
  /** With file and line. */
  readonly sentence: string;
}

/** By name: what an environment gives the template, or what is wrong with it. */
export type Deployments = ReadonlyMap<string, Deployment | UserError>;

export interface FunctionsByDestination {
  readonly lambda: readonly EnvironmentFunctions[];
  readonly local: readonly EnvironmentFunctions[];
}

export function functionsIn({
  template,
  environments,
}: {
  readonly template: SamTemplate | BrokenTemplate | undefined;
  readonly environments: Deployments;
}): FunctionsByDestination {
  const all =
    template && 'data' in template ? functionsByEnvironment(template, settledIn(environments)) : [];
  return {
    lambda: all.filter(({ name }) => name !== localName),
    local: all.filter(({ name }) => name === localName),
  };
}

/** What is wrong with an environment is said by what goes there. */
function settledIn(environments: Deployments): Map<string, Deployment> {
  return new Map(
    [...environments].flatMap(([name, found]): [string, Deployment][] =>
      found instanceof UserError ? [] : [[name, found]],
    ),
  );
}

/** Undefined for a library. */
export function builtOf(
  crate: Crate,
  crates: readonly Crate[],
  template: SamTemplate | BrokenTemplate,
  functions: FunctionsByDestination,
): Pick<BuildOptions, 'artifacts' | 'refusals'> | undefined {
  if ('sentence' in template) {
    const refusals = [{ functions: [], sentence: template.sentence }];
    // Nobody knows what the template runs: whatever could be a function says so when it is built.
    return crate.bins.length > 0
      ? { artifacts: { lambda: [], local: [] }, refusals: { lambda: refusals, local: refusals } }
      : undefined;
  }
  const of = (destination: Destination) =>
    artifactsOf({
      crate,
      crates,
      template,
      environments: functions[destination],
      destination,
    });
  const [lambda, local] = [of('lambda'), of('local')];
  const refusals = { lambda: lambda.refusals, local: local.refusals };
  const isRefused = refusals.lambda.length + refusals.local.length > 0;
  if (lambda.artifacts.length + local.artifacts.length === 0 && !isRefused) return undefined;
  return {
    artifacts: { lambda: lambda.artifacts, local: local.artifacts },
    ...(isRefused ? { refusals } : {}),
  };
}
