/**
 * Knows what a deploy would do, from templates and artifacts alone: what a dry run prints. Which
 * resources SAM makes of these, and what CloudFormation replaces, only a change set knows. Pure.
 */
import { isObject, objectAt, type JsonObject } from '../../sam/sam-template';
import {
  formatRemovals,
  removalRefused,
  formatChangeList,
  formatDifferences,
  formatValues,
  type ListedChange,
  type ValueChange,
} from './change-set';
import { stackCommand } from '../advice';
import type { Composition } from '../composition/deploy-plan';
import { eventsTakenAway, type Removal } from '../composition/removals';
import type { Environment } from '../environment/environment';
import { unchangedCode } from '../packaging/deployed-code';
import { madeBy } from '../../sam/for-each';
import { expandGlobals } from '../../sam/globals';
import { isLocal } from '../../sam/local-paths';
import { parameterChanges, type SentParameters } from '../environment/stack-parameters';
import { differencesOf, type Difference } from '../../sam/template-differences';

type Tags = Readonly<Record<string, string>>;

export interface DeployPreview {
  readonly type: 'create' | 'update' | 'no-changes';
  readonly resources: readonly PreviewedResource[];
  /** Of Parameters, Mappings, Conditions and Outputs. */
  readonly sections: readonly Difference[];
  readonly parameters: readonly ValueChange[];
  readonly tags: readonly ValueChange[];
  /** Logical ids of what SAM builds or uploads: nobody knows yet whether its content is new. */
  readonly packagedBySam: readonly string[];
  /** How many resources stay as they are. */
  readonly kept: number;
  /** Events, routes and URLs; which resources go with them, only a change set knows. */
  readonly removals: readonly Removal[];
}

export interface PreviewedResource {
  readonly action: 'add' | 'modify' | 'remove';
  readonly logicalId: string;
  readonly type: string;
  /** Bytes of a `bootstrap` that the stack does not run yet; undefined where the code stays. */
  readonly newCodeBytes: number | undefined;
  readonly differences: readonly Difference[];
}

export interface PreviewInput extends Omit<SentParameters, 'template'> {
  readonly deployed: JsonObject | undefined;
  readonly composition: Pick<Composition, 'template'>;
  readonly code: ReadonlyMap<string, { readonly sha256: string; readonly size: number }>;
  /** Undefined where a deploy leaves the stack's tags alone. */
  readonly tags: { readonly before: Tags; readonly after: Tags } | undefined;
}

export function deployPreview(input: PreviewInput): DeployPreview {
  const { deployed, composition, code, tags } = input;
  const before = expandGlobals(deployed ?? {});
  const after = composition.template;
  const differences = differencesOf(before, after);
  const ids = new Set([before, after].flatMap((side) => Object.keys(objectAt(side, 'Resources'))));
  const resources = [...ids].flatMap((logicalId) =>
    previewedResource(
      logicalId,
      [before, after],
      differences.filter((each) => each.section === 'Resources' && each.logicalId === logicalId),
      logicalId in unchangedCode(before, code) ? undefined : code.get(logicalId)?.size,
    ),
  );
  const sections = differences.filter(({ section }) => section !== 'Resources');
  const values = {
    parameters: parameterChanges({ ...input, template: after }),
    tags: tags ? tagChanges(tags.before, tags.after) : [],
  };
  const isSame = [resources, sections, values.parameters, values.tags].every(
    ({ length }) => length === 0,
  );
  return {
    type: isSame ? 'no-changes' : deployed ? 'update' : 'create',
    resources,
    sections,
    ...values,
    packagedBySam: Object.entries(objectAt(after, 'Resources'))
      .flatMap(([key, entry]) => madeBy(key, entry))
      .flatMap(([id, body]) => (!code.has(id) && isLocal(id, body) ? [id] : [])),
    kept: ids.size - resources.length,
    removals: eventsTakenAway(before, after),
  };
}

function previewedResource(
  logicalId: string,
  templates: readonly JsonObject[],
  differences: readonly Difference[],
  newCodeBytes: number | undefined,
): PreviewedResource[] {
  if (differences.length === 0 && newCodeBytes === undefined) return [];
  const sides = templates.map((side) => objectAt(side, 'Resources')[logicalId]);
  const action = sides[0] === undefined ? 'add' : sides[1] === undefined ? 'remove' : 'modify';
  const type = sides.map((side) => (isObject(side) ? side['Type'] : undefined)).find(Boolean);
  return [{ action, logicalId, type: String(type ?? ''), newCodeBytes, differences }];
}

function tagChanges(before: Tags, after: Tags): ValueChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => ({ name, before: before[name], after: after[name] }))
    .filter((tag) => tag.before !== tag.after);
}

export function formatPreview(
  preview: DeployPreview,
  { name, stackName }: Pick<Environment, 'name' | 'stackName'>,
): string[] {
  const { kept, packagedBySam, parameters, sections, tags, type } = preview;
  const isSame = type === 'no-changes';
  return [
    isSame
      ? `no changes: stack ${stackName} is up to date`
      : `stack ${stackName} would be ${type}d; nothing is changed by a dry run:`,
    ...formatChangeList(preview.resources.map(listedChange)),
    ...formatDifferences(sections),
    ...formatRemovals(preview.removals),
    ...(preview.removals.some(({ isAddress }) => isAddress) ? [removalRefused] : []),
    ...(parameters.length > 0 ? ['parameters:', ...formatValues(parameters)] : []),
    ...(tags.length > 0 ? ['tags:', ...formatValues(tags)] : []),
    ...(!isSame && kept > 0
      ? [`  ${kept} ${kept === 1 ? 'resource stays' : 'resources stay'} as deployed`]
      : []),
    ...(packagedBySam.length > 0
      ? [
          `what SAM packages may have new content, which ${stackCommand('diff', name)} shows: ${packagedBySam.join(', ')}`,
        ]
      : []),
  ];
}

function listedChange(resource: PreviewedResource): ListedChange {
  const { action, logicalId, type, newCodeBytes, differences } = resource;
  return {
    action,
    logicalId,
    type,
    note: newCodeBytes === undefined ? '' : `new code, ${(newCodeBytes / 1e6).toFixed(1)} MB`,
    values: (action === 'modify' ? differences : []).map(({ path, from, to }) => ({
      name: path.join('.').replace(/^Properties\./, ''),
      before: from,
      after: to,
    })),
  };
}
