/** Knows which losses of a change set need a word that has not been said. Pure. */
import type { ResourceChange } from '../aws/change-sets';
import type { JsonObject } from '../sam/sam-template';
import { UserError } from '../user-error';
import { dataLosses } from './composition/data-loss';
import { removalsIn } from './composition/removals';
import type { DeployRequest } from './deploy-request';
import { formatLoss } from './report/change-set';

export interface PlannedChanges {
  readonly changes: readonly ResourceChange[];
  /** Undefined where the stack is to be created. */
  readonly deployed: JsonObject | undefined;
  /** What is going to be sent. */
  readonly template: JsonObject;
}

/** @returns undefined where nothing is lost that may not be */
export function unallowedLoss(
  { allowDataLoss, allowRemoval }: Pick<DeployRequest, 'allowDataLoss' | 'allowRemoval'>,
  { changes, deployed = {}, template }: PlannedChanges,
): UserError | undefined {
  const losses = allowDataLoss ? [] : dataLosses(changes, deployed, template);
  const gone = removalsIn(changes, deployed, template).filter(({ isAddress }) => isAddress);
  const addresses = allowRemoval ? [] : gone;
  const found = [
    ...(losses.length > 0 ? [`this would lose data: ${losses.map(formatLoss).join(', ')}`] : []),
    ...(addresses.length > 0
      ? [
          `this would take away what others may call: ${addresses.map(formatLoss).join(', ')}; another one would have another address`,
        ]
      : []),
  ];
  if (found.length === 0) return undefined;
  const words = [
    ...(losses.length > 0 ? ['--allow-data-loss'] : []),
    ...(addresses.length > 0 ? ['--allow-removal'] : []),
  ];
  return new UserError(
    `${found.join('; ')}; nothing was changed; add ${words.join(' ')} if that is meant`,
  );
}
