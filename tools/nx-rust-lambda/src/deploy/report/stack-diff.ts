/**
 * Knows what a deploy would change, for people and for scripts: change set + templates + parameters ->
 * each resource with its properties before and after. Pure.
 */
import type { ResourceChange } from '../../aws/change-sets';
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import {
  formatChangeList,
  formatLoss,
  formatRemovals,
  removalRefused,
  formatValues,
  inReadingOrder,
  replacementOf,
  type ListedChange,
  type ValueChange,
} from './change-set';
import { formatBeyondScope, type BeyondScope } from './beyond-scope';
import { dataLosses, type DataLoss } from '../composition/data-loss';
import { removalsOf, type Removal } from '../composition/removals';
import { expandGlobals } from '../../sam/globals';
import { parameterChanges, type SentParameters } from '../environment/stack-parameters';
import { differencesOf } from '../../sam/template-differences';

/** What `--json` writes; its fields are only ever added to. */
export interface StackDiff extends BeyondScope {
  readonly stack: string;
  readonly type: 'create' | 'update' | 'no-changes';
  readonly changes: readonly ChangeDiff[];
  readonly parameters: readonly ValueChange[];
  readonly dataLosses: readonly DataLoss[];
  /** What goes, and addresses that are made anew. */
  readonly removals: readonly Removal[];
}

export interface ChangeDiff {
  readonly action: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string | undefined;
  /** Empty, `replaced` or `perhaps replaced`. */
  readonly replacement: string;
  /** Listed only because it refers to something that changes; it may well stay the same. */
  readonly byReferenceOnly: boolean;
  /** Names begin with the attribute: `Properties.MemorySize`. */
  readonly properties: readonly ValueChange[];
}

export interface DiffInput extends SentParameters {
  readonly stackName: string;
  readonly deployed: JsonObject | undefined;
  readonly beyond: BeyondScope;
  readonly changes: readonly ResourceChange[];
}

export function stackDiff(input: DiffInput): StackDiff {
  const { deployed, changes, template } = input;
  const isSame = changes.length === 0;
  return {
    ...input.beyond,
    stack: input.stackName,
    type: isSame ? 'no-changes' : deployed ? 'update' : 'create',
    changes: inReadingOrder(changes).map((change) => changeDiff(change, input)),
    parameters: isSame ? [] : parameterChanges(input),
    dataLosses: dataLosses(changes, deployed ?? {}, template),
    removals: removalsOf(changes, deployed ?? {}, template),
  };
}

export function formatDiff(
  diff: StackDiff,
  { allowRemoval }: { readonly allowRemoval: boolean },
): string[] {
  const { changes, dataLosses: losses, parameters, removals } = diff;
  return [
    diff.type === 'no-changes'
      ? `no changes: stack ${diff.stack} is up to date`
      : `stack ${diff.stack} would be ${diff.type}d:`,
    ...formatChangeList(changes.map(listedChange)),
    ...(parameters.length > 0 ? ['parameters:', ...formatValues(parameters)] : []),
    ...(losses.length > 0
      ? [
          'this would lose data, and a deploy refuses it without --allow-data-loss:',
          ...losses.map((loss) => `  ${formatLoss(loss)}`),
        ]
      : []),
    ...formatRemovals(removals),
    ...(!allowRemoval && removals.some(({ isAddress }) => isAddress) ? [removalRefused] : []),
    ...formatBeyondScope(diff),
  ];
}

function listedChange({
  byReferenceOnly,
  properties,
  replacement,
  ...change
}: ChangeDiff): ListedChange {
  const notes = [replacement.toUpperCase(), byReferenceOnly ? 'refers to what changes' : ''];
  return {
    ...change,
    note: notes.filter(Boolean).join(', '),
    values: properties.map(({ name, before, after }) =>
      codeNames.has(name)
        ? { name: 'code', before: objectName(before), after: objectName(after) }
        : { name: name.replace(/^Properties\./, ''), before, after },
    ),
  };
}

const codeNames = new Set(['Properties.CodeUri', 'Properties.Code.S3Key']);

/** What an artifact is called in S3: a digest, of which the beginning is enough to tell two apart. */
function objectName(address: Json | undefined): Json | undefined {
  if (typeof address !== 'string') return address;
  return address
    .slice(address.lastIndexOf('/') + 1)
    .replace(/^([0-9a-f]{12})[0-9a-f]+(?:\.[0-9a-f]{64}(\.(?!zip$)\w+)?)?(?:\.zip)?$/, '$1$2');
}

function changeDiff(change: ResourceChange, input: DiffInput): ChangeDiff {
  const { logicalId, type, physicalId } = change;
  return {
    action: change.action.toLowerCase(),
    logicalId,
    type,
    physicalId,
    replacement: replacementOf(change).toLowerCase(),
    byReferenceOnly: change.isByReferenceOnly ?? false,
    properties: change.action === 'Modify' ? propertyDiffs(change, input) : [],
  };
}

/** CloudFormation's own values where it gives them; what the templates say where it does not. */
function propertyDiffs(
  { logicalId, details = [] }: ResourceChange,
  input: DiffInput,
): ValueChange[] {
  const known = details.filter(({ before, after }) => before !== undefined || after !== undefined);
  if (known.length > 0) {
    return known.map(({ path, before, after }) => ({ name: dotted(path), before, after }));
  }
  const before = resourceOf(input.deployed ?? {}, logicalId);
  const after = resourceOf(input.template, logicalId);
  const code = [before, after].map((resource) => objectAt(resource, 'Properties')['CodeUri']);
  const entry = (resource: JsonObject) => ({ Resources: { [logicalId]: resource } });
  return [
    ...(code[0] === code[1]
      ? []
      : [{ name: 'Properties.CodeUri', before: code[0], after: code[1] }]),
    ...differencesOf(entry(before), entry(after)).map(({ path, from, to }) => ({
      name: path.join('.'),
      before: from,
      after: to,
    })),
  ];
}

function resourceOf(template: JsonObject, logicalId: string): JsonObject {
  const resource = objectAt(expandGlobals(template), 'Resources')[logicalId];
  return isObject(resource) ? resource : {};
}

function dotted(path: string): string {
  return path.split('/').filter(Boolean).join('.');
}
