/** What a crate makes of a template, for tests. */
import type { Crate } from '../../cargo/workspace';
import type { SamTemplate } from '../../sam/sam-template';
import { artifactsOf, functionsByEnvironment } from '../functions';
import { deployments } from './deployments';

export const madeOf = (
  crate: Crate,
  crates: readonly Crate[],
  template: SamTemplate,
  destination: 'lambda' | 'local',
  parameters: Parameters<typeof deployments>[0] = {},
) => {
  const environments = functionsByEnvironment(template, deployments(parameters)).filter(
    ({ name }) => (name === 'local') === (destination === 'local'),
  );
  return artifactsOf({ crate, crates, template, environments, destination });
};
