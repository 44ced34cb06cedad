/** Knows how a person reads a change set. Knows nothing of how it came about. */
import type { ResourceChange } from '../../aws/change-sets';
import { toJsonText, type Json } from '../../sam/json';
import type { DataLoss } from '../composition/data-loss';
import type { Removal } from '../composition/removals';
import type { Difference } from '../../sam/template-differences';

/** A value before and after. */
export interface ValueChange {
  readonly name: string;
  /** Undefined where there is none, or where it is not known. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** One resource of a list of changes. */
export interface ListedChange {
  readonly action: string;
  readonly logicalId: string;
  readonly type: string;
  /** Stands behind the type: `REPLACED`, `new code, 9.4 MB`. */
  readonly note: string;
  readonly values: readonly ValueChange[];
}

const order = ['remove', 'modify', 'import', 'dynamic', 'add'];

/** Removals first, then by logical id. */
export function inReadingOrder<T extends Pick<ListedChange, 'action' | 'logicalId'>>(
  changes: readonly T[],
): T[] {
  const rank = ({ action }: T) => order.indexOf(action.toLowerCase());
  return [...changes].sort((a, b) => rank(a) - rank(b) || (a.logicalId < b.logicalId ? -1 : 1));
}

export function formatChanges(changes: readonly ResourceChange[]): string {
  const rows = inReadingOrder(changes).map((change) => [
    change.action.toLowerCase(),
    change.logicalId,
    change.type,
    replacementOf(change),
  ]);
  return formatTable([['action', 'resource', 'type', 'replacement'], ...rows]);
}

/** The table of changes, each one's values below it. */
export function formatChangeList(changes: readonly ListedChange[]): string[] {
  const listed = inReadingOrder(changes);
  const rows = tableLines(
    listed.map(({ action, logicalId, type, note }) => [action, logicalId, type, note]),
  );
  return listed.flatMap(({ values }, at) => [
    rows[at] ?? '',
    ...formatValues(values).map((line) => `${' '.repeat(8)}${line}`),
  ]);
}

/** `MemorySize  128 -> 256`, one line each. */
export function formatValues(values: readonly ValueChange[]): string[] {
  return tableLines(values.map(({ name, before, after }) => [name, beforeAndAfter(before, after)]));
}

/** Columns as wide as their widest cell, two spaces between, no space at a line's end. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  return tableLines(rows).join('\n');
}

function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, at) => Math.max(cell.length, widest[at] ?? 0)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`);
}

/** `AuthFunction Properties.MemorySize 256 -> 128`, one line each; a whole entry on one line. */
export function formatDifferences(differences: readonly Difference[]): string[] {
  return differences.map(({ section, logicalId, path, from, to }) => {
    const name = section === 'Resources' ? logicalId : `${section}.${logicalId}`;
    if (path.length === 0 && from === undefined) return `  ${name}: new in template.yml`;
    if (path.length === 0 && to === undefined) return `  ${name}: no longer in template.yml`;
    return `  ${[name, ...path].join('.')}: ${beforeAndAfter(from, to)}`;
  });
}

/** Of a preview, which refuses nothing itself. */
export const removalRefused = 'a deploy takes addresses away only with --allow-removal';

/** What goes, one line each; an address says so. */
export function formatRemovals(removals: readonly Removal[]): string[] {
  if (removals.length === 0) return [];
  return [
    'this takes away:',
    ...tableLines(
      removals.map(({ logicalId, type, loss, isAddress }) => [
        logicalId,
        type,
        [
          ...(loss === 'removed' ? [] : [loss]),
          ...(isAddress ? ['an address that others may know'] : []),
        ].join(', '),
      ]),
    ),
  ];
}

/** `Orders (AWS::DynamoDB::Table) would be replaced`. */
export function formatLoss({ logicalId, type, loss }: DataLoss | Removal): string {
  return `${logicalId} (${type}) would be ${loss}`;
}

/** CloudFormation's word for whether the resource is made anew, in a person's. */
export function replacementOf({
  action,
  replacement,
}: Pick<ResourceChange, 'action' | 'replacement'>): string {
  if (action !== 'Modify') return '';
  if (replacement === 'True') return 'REPLACED';
  return replacement === 'Conditional' ? 'perhaps replaced' : '';
}

/** How much of a value is shown. */
const widest = 60;

/** Both on one line; of long ones the part where they begin to differ. */
function beforeAndAfter(before: Json | undefined, after: Json | undefined): string {
  const isQuoted = [before, after].some((value) => typeof value === 'string' && !isPlain(value));
  const [from, to] = [onOneLine(before, isQuoted), onOneLine(after, isQuoted)];
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  const start = Math.min(from.length, to.length) > widest ? Math.max(0, same - 10) : 0;
  return `${shortly(from, start)} -> ${shortly(to, start)}`;
}

function shortly(text: string, start: number): string {
  const head = start > 0 ? '...' : '';
  const shown = text.slice(start);
  const tail = head.length + shown.length > widest ? '...' : '';
  return head + shown.slice(0, tail ? widest - head.length - tail.length : undefined) + tail;
}

function onOneLine(value: Json | undefined, isQuoted: boolean): string {
  if (value === undefined) return '(none)';
  return typeof value === 'string' && !isQuoted ? value : toJsonText(value);
}

function isPlain(text: string): boolean {
  return /^[\w@%+=:,./*-]+$/.test(text);
}
