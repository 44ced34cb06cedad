/**
 * Knows how to compare two templates value by value. Knows nothing of scopes or stacks.
 */
import { isObject, isSameScalar, objectAt, type Json, type JsonObject } from './json';
import { isLocalPath, packagedProperties } from './local-paths';
import { isNoEcho, masked } from './secrets';

/** One value that differs; `undefined` where a side has none. */
export interface Difference {
  readonly section: (typeof sections)[number];
  /** Logical id, or the name of a parameter, mapping, condition or output. */
  readonly logicalId: string;
  /** Within the entry; empty for the entry as a whole. */
  readonly path: readonly string[];
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

const sections = [
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Globals',
  'Resources',
  'Outputs',
] as const;

/** What SAM's build and package write or read; it says nothing about what runs. */
const buildMetadata = new Set(['BuildMethod', 'BuildProperties', 'SamResourceId']);

/** Everything that `to` says otherwise than `from`, but for code, which artifacts decide. */
export function differencesOf(from: JsonObject, to: JsonObject): Difference[] {
  return sections
    .flatMap((section) => {
      const before = objectAt(from, section);
      const after = objectAt(to, section);
      const names = new Set([...Object.keys(before), ...Object.keys(after)]);
      return [...names].flatMap((logicalId) =>
        compare(comparable(before[logicalId]), comparable(after[logicalId]), []).map((found) => ({
          section,
          logicalId,
          ...(isMasked(section, found.path, [before[logicalId], after[logicalId]])
            ? { ...found, from: found.from && masked, to: found.to && masked }
            : found),
        })),
      );
    })
    .filter((difference) => !isPackaging(difference));
}

function isMasked(
  section: string,
  [first]: readonly string[],
  sides: readonly (Json | undefined)[],
): boolean {
  return section === 'Parameters' && first === 'Default' && sides.some(isNoEcho);
}

// aws-sam-cli 1.170, samcli/lib/package: the paths of a loop's artifacts become a mapping.
const packagedMapping = new RegExp(`^SAM(?:${[...packagedProperties].join('|')})`);

/** A path of template.yml, and where its content went: it says nothing about whether it is the same. */
function isPackaging({ section, logicalId, path, from, to }: Difference): boolean {
  if (section === 'Mappings') return to === undefined && packagedMapping.test(logicalId);
  const last = path.at(-1);
  return (
    section === 'Resources' &&
    last !== undefined &&
    packagedProperties.has(last) &&
    from !== undefined &&
    isLocalPath(to) &&
    !isLocalPath(from)
  );
}

/** Whether two values are the same, whatever the order of keys. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return compare(a, b, []).length === 0;
}

/** The entry without build metadata. */
export function withoutBuildMetadata(resource: JsonObject): JsonObject {
  const { Metadata: metadata, ...rest } = resource;
  if (!isObject(metadata)) return resource;
  const kept = Object.entries(metadata).filter(([key]) => !buildMetadata.has(key));
  return kept.length > 0 ? { ...rest, Metadata: Object.fromEntries(kept) } : rest;
}

function comparable(entry: Json | undefined): Json | undefined {
  if (!isObject(entry)) return entry;
  // Set by a composition whose Globals are expanded; see globals.ts.
  const { IgnoreGlobals: _ignored, ...plain } = withoutBuildMetadata(entry);
  if (!isObject(plain['Properties'])) return plain;
  const { CodeUri: _, ...properties } = plain['Properties'];
  return { ...plain, Properties: properties };
}

type ValueDifference = Pick<Difference, 'path' | 'from' | 'to'>;

function compare(from: Json | undefined, to: Json | undefined, path: string[]): ValueDifference[] {
  if (isSameScalar(from, to)) return [];
  if (isObject(from) && isObject(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...keys].flatMap((key) => compare(from[key], to[key], [...path, key]));
  }
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    return from.flatMap((item, at) => compare(item, to[at], [...path, String(at)]));
  }
  return [{ path, from, to }];
}
