/** Knows how the commands that sentences advise are written, each for the environment it is about. Pure. */
import { localName } from './environment/environment';

/** `npx nx run stack:deploy-all -c production`. */
export function stackCommand(
  target: 'deploy-all' | 'diff' | 'outputs' | 'resources' | 'destroy' | 'validate',
  environment: string,
): string {
  const suffix = environment === localName ? '' : ` -c ${environment}`;
  return `npx nx run stack:${target}${suffix}`;
}
