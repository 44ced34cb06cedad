/**
 * Knows what a deploy would do, from templates and artifacts alone: what a dry run prints. Which
 * resources SAM makes of these, and what CloudFormation replaces, only a change set knows. Pure.
 */
import { isObject, objectAt, type JsonObject } from '../template/sam-template';
import { formatDifferences, formatTable } from './change-set';
import type { Composition } from './deploy-plan';
import { unchangedCode, type NamedCode } from './deployed-code';
import { expandGlobals } from './globals';
import { differencesOf, type Difference } from './template-differences';

export interface DeployPreview {
  readonly type: 'create' | 'update' | 'no-changes';
  readonly resources: readonly PreviewedResource[];
  /** Of Parameters, Mappings, Conditions and Outputs. */
  readonly sections: readonly Difference[];
  /** How many resources stay as they are. */
  readonly kept: number;
  readonly notInScope: readonly Difference[];
}

export interface PreviewedResource {
  readonly action: 'add' | 'modify' | 'remove';
  readonly logicalId: string;
  readonly type: string;
  /** Bytes of a `bootstrap` that the stack does not run yet; undefined where the code stays. */
  readonly newCodeBytes: number | undefined;
  readonly differences: readonly Difference[];
}

export interface PreviewInput {
  readonly deployed: JsonObject | undefined;
  readonly composition: Composition;
  readonly code: ReadonlyMap<string, NamedCode & { readonly size: number }>;
}

export function deployPreview({ deployed, composition, code }: PreviewInput): DeployPreview {
  const before = expandGlobals(deployed ?? {});
  const after = composition.template;
  const differences = differencesOf(before, after);
  const unchanged = unchangedCode(before, code);
  const ids = new Set([before, after].flatMap((side) => Object.keys(objectAt(side, 'Resources'))));
  const resources = [...ids].flatMap((logicalId): PreviewedResource[] => {
    const own = differences.filter(
      (each) => each.section === 'Resources' && each.logicalId === logicalId,
    );
    const newCodeBytes = logicalId in unchanged ? undefined : code.get(logicalId)?.size;
    if (own.length === 0 && newCodeBytes === undefined) return [];
    const sides = [before, after].map((side) => objectAt(side, 'Resources')[logicalId]);
    const action = sides[0] === undefined ? 'add' : sides[1] === undefined ? 'remove' : 'modify';
    const type = sides.map((side) => (isObject(side) ? side['Type'] : undefined)).find(Boolean);
    return [{ action, logicalId, type: String(type ?? ''), newCodeBytes, differences: own }];
  });
  const sections = differences.filter(({ section }) => section !== 'Resources');
  const isSame = resources.length === 0 && sections.length === 0;
  return {
    type: isSame ? 'no-changes' : deployed ? 'update' : 'create',
    resources,
    sections,
    kept: ids.size - resources.length,
    notInScope: composition.notInScope,
  };
}

export function formatPreview(preview: DeployPreview, stackName: string): string[] {
  if (preview.type === 'no-changes') return [`no changes: stack ${stackName} is up to date`];
  const rows = preview.resources.map(({ action, logicalId, type, newCodeBytes }) => [
    action,
    logicalId,
    type,
    newCodeBytes === undefined ? '' : `new code, ${(newCodeBytes / 1e6).toFixed(1)} MB`,
  ]);
  const values = preview.resources
    .filter(({ action }) => action === 'modify')
    .flatMap(({ differences }) => differences)
    .concat(preview.sections);
  return [
    `stack ${stackName} would be ${preview.type}d; nothing is changed by a dry run:`,
    ...(rows.length > 0 ? [formatTable(rows)] : []),
    ...formatDifferences(values),
    ...(preview.kept > 0 ? [`  ${preview.kept} resources stay as deployed`] : []),
  ];
}
