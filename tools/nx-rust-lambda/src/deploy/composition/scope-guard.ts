/** Knows which changes of a change set a deploy of single functions may not make. */
import type { ResourceChange } from '../../aws/change-sets';
import { objectAt } from '../../sam/sam-template';
import { holdsData } from './data-loss';
import type { Composition } from './deploy-plan';
import { isFunction, lookupIn } from '../../sam/ownership';

export interface Touched {
  readonly logicalId: string;
  readonly type: string;
  readonly action: string;
  /** The pinned entry of the template that it is, or is made from. */
  readonly pinned: string;
}

/** What SAM makes for a function, apart from what functions share by nature. */
const ofFunctions = /^AWS::(?:Lambda::(?!Permission$)|CodeDeploy::|IAM::Role$)/;

/**
 * Changes to functions out of scope (new versions and aliases count), and to anything pinned that holds
 * data. Permissions and implicit APIs are made of the events of all functions and may change.
 */
export function touchedOutOfScope(
  changes: readonly ResourceChange[],
  composition: Composition,
): Touched[] {
  const { template, configuredByEvents, deployedApart } = composition;
  const resources = objectAt(template, 'Resources');
  const pinned = new Set(composition.pinned);
  const lookup = lookupIn(resources);
  return changes.flatMap((change): Touched[] => {
    const { logicalId, type, action, replacement } = change;
    // SAM's ids begin with the id of the resource that they are made for.
    const [entry] = lookup((change.nestedIn ?? logicalId).split('/')[0] ?? logicalId);
    if (entry === undefined || !pinned.has(entry) || change.isByReferenceOnly) return [];
    // What functions share may reach those that the run deploys anyway: a layer's new version.
    if (deployedApart.includes(entry)) return [];
    const isOfFunction =
      ofFunctions.test(type) && (isFunction(resources[entry]) || logicalId === entry);
    const isReconfigured =
      configuredByEvents.includes(entry) && action === 'Modify' && !isReplaced(replacement);
    const touchesData = holdsData(type) && action !== 'Add' && !isReconfigured;
    return isOfFunction || touchesData ? [{ logicalId, type, action, pinned: entry }] : [];
  });
}

function isReplaced(replacement: string | undefined): boolean {
  return replacement === 'True' || replacement === 'Conditional';
}
