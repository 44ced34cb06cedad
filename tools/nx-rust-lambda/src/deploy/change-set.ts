/** Knows how a person reads a change set. Knows nothing of how it came about. */
import type { ResourceChange } from '../aws/change-sets';
import type { Json } from '../template/sam-template';
import type { DataLoss } from './data-loss';
import type { Difference } from './template-differences';

/** One line of the table of changes. */
interface ChangeRow {
  readonly action: string;
  readonly logicalId: string;
  readonly type: string;
  readonly replacement: string;
}

const order = ['Remove', 'Modify', 'Import', 'Dynamic', 'Add'];

/** Removals first, then by logical id. */
function changeRows(changes: readonly ResourceChange[]): ChangeRow[] {
  const rank = ({ action }: ResourceChange) => order.indexOf(action);
  return [...changes]
    .sort((a, b) => rank(a) - rank(b) || (a.logicalId < b.logicalId ? -1 : 1))
    .map((change) => ({
      action: change.action.toLowerCase(),
      logicalId: change.logicalId,
      type: change.type,
      replacement: replacementOf(change),
    }));
}

export function formatChanges(changes: readonly ResourceChange[]): string {
  const rows = changeRows(changes).map(({ action, logicalId, type, replacement }) => [
    action,
    logicalId,
    type,
    replacement,
  ]);
  return formatTable([['action', 'resource', 'type', 'replacement'], ...rows]);
}

/** Columns as wide as their widest cell, two spaces between, no space at a line's end. */
export function formatTable(rows: readonly (readonly string[])[]): string {
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
    .map((line) => `  ${line}`)
    .join('\n');
}

/** `AuthFunction Properties.MemorySize 256 -> 128`, one line each; a whole entry on one line. */
export function formatDifferences(differences: readonly Difference[]): string[] {
  return differences.map(({ section, logicalId, path, from, to }) => {
    const name = section === 'Resources' ? logicalId : `${section}.${logicalId}`;
    if (path.length === 0 && from === undefined) return `  ${name}: new in template.yml`;
    if (path.length === 0 && to === undefined) return `  ${name}: no longer in template.yml`;
    return `  ${[name, ...path].join('.')}: ${shortly(from)} -> ${shortly(to)}`;
  });
}

/** `Orders (AWS::DynamoDB::Table) would be replaced`. */
export function formatDataLoss({ logicalId, type, loss }: DataLoss): string {
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

/** One value on one line. */
export function shortly(value: Json | undefined): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function isPlain(text: string): boolean {
  return /^[\w@%+=:,./*-]+$/.test(text);
}
