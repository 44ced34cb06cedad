/** Project graph -> which project makes which artifacts for which functions. Pure. */
import type { ProjectGraph, Task } from '@nx/devkit';
import { allFunctions, type ArtifactSpec, type Destination } from '../../build/artifact';
import { buildOptionsOf, type BuildOptions } from '../../build/build-options';
import { functionCommand, stackCommand } from '../../deploy/advice';
import { localName } from '../../deploy/environment/environment';
import { UserError } from '../../user-error';

export interface FunctionProject {
  readonly name: string;
  readonly root: string;
  readonly artifacts: Readonly<Record<Destination, readonly ArtifactSpec[]>>;
  readonly refusals?: BuildOptions['refusals'];
  /** Logical ids of the template's functions that it is built for, in any environment. */
  readonly functions: readonly string[];
}

export function readFunctionProjects({ nodes }: Pick<ProjectGraph, 'nodes'>): FunctionProject[] {
  return Object.values(nodes).flatMap(({ name, data }) => {
    const options = buildOptionsOf(data);
    if (!options) return [];
    const { artifacts, refusals } = options;
    const refused = Object.values(refusals ?? {}).flat();
    const functions = new Set([
      ...[...artifacts.lambda, ...artifacts.local].flatMap(allFunctions),
      ...refused.flatMap((refusal) => refusal.functions),
    ]);
    const found = { name, root: data.root, artifacts, functions: [...functions] };
    return [refusals ? { ...found, refusals } : found];
  });
}

/**
 * In `nx run-many -t build deploy` the plain build wins over the one that a local deploy brings along,
 * and an older local artifact would be deployed.
 *
 * @throws UserError that says what to run instead
 */
export function refuseWrongBuilds(
  projects: readonly string[],
  environment: string | undefined,
  tasks: readonly Task[],
): void {
  const wantsLocal = (environment ?? localName) === localName;
  const wrong = tasks.find(
    ({ target, overrides }) =>
      target.target === 'build' &&
      projects.includes(target.project) &&
      (target.configuration === localName || isLocal(overrides)) !== wantsLocal,
  );
  if (!wrong) return;
  const { project } = wrong.target;
  throw new UserError(
    wantsLocal
      ? `this run builds ${project} for Lambda, and '${localName}' needs it built for this machine; run ${functionCommand('deploy', [], localName)} alone (it brings the right build), or name an environment with -c`
      : `this run builds ${project} for this machine, and '${environment}' needs it built for Lambda; run ${functionCommand('deploy', [], environment ?? localName)} alone`,
  );
}

function isLocal(overrides: unknown): boolean {
  return (overrides as { destination?: Destination } | undefined)?.destination === 'local';
}

/** The command that deploys the functions with these logical ids. */
export function deployCommand(
  projects: readonly FunctionProject[],
  environment: string,
  logicalIds: readonly string[],
): string {
  const names = projects
    .filter(({ functions }) => functions.some((id) => logicalIds.includes(id)))
    .map(({ name }) => name);
  const known = projects.flatMap(({ functions }) => functions);
  // Functions in other languages have no project of their own.
  if (!logicalIds.every((id) => known.includes(id))) return stackCommand('deploy-all', environment);
  return functionCommand('deploy', names, environment);
}
