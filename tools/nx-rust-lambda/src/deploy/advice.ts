/** Knows how the commands that sentences advise are written, each for the environment it is about. Pure. */
import { UserError } from '../user-error';
import { localName, type Environment } from './environment/environment';

/** `npx nx run stack:deploy-all -c production`. */
export function stackCommand(
  target: 'aws' | 'deploy-all' | 'diff' | 'outputs' | 'resources' | 'destroy' | 'validate',
  environment: string,
): string {
  return `npx nx run stack:${target}${configurationOf(environment)}`;
}

/** `npx nx run echo:deploy -c production`; of all projects without one. */
export function functionCommand(
  target: 'deploy' | 'diff' | 'invoke' | 'logs',
  projects: readonly string[],
  environment: string,
): string {
  const suffix = configurationOf(environment);
  if (projects.length === 0) return `npx nx run-many -t ${target}${suffix}`;
  return projects.length === 1
    ? `npx nx run ${projects[0]}:${target}${suffix}`
    : `npx nx run-many -t ${target} -p ${projects.join(',')}${suffix}`;
}

/** What to say where a stack should be. */
export function missingStack({
  name,
  stackName,
}: Pick<Environment, 'name' | 'stackName'>): UserError {
  return new UserError(
    `stack '${stackName}' of '${name}' does not exist; deploy a function, or everything with ${stackCommand('deploy-all', name)}`,
  );
}

function configurationOf(environment: string): string {
  return environment === localName ? '' : ` -c ${environment}`;
}
