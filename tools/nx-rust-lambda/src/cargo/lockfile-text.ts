/**
 * Knows how Cargo writes Cargo.lock: text -> packages that point at each other, and back, byte for byte.
 * Knows nothing of manifests.
 */
import { parseLockfile, type LockedPackage } from './lockfile';
import { compareVersions } from './version';

/** A package of the lock, which an edit may change. */
export interface LockNode {
  readonly name: string;
  version: string;
  /** Undefined for a crate that lies on this disk. */
  readonly source: string | undefined;
  readonly checksum: string | undefined;
  needs: readonly LockNode[];
}

export interface LockText {
  readonly nodes: readonly LockNode[];
  /** The text with these packages instead. */
  render(nodes: readonly LockNode[]): string;
}

/**
 * Undefined where a text is not just as Cargo writes it, in version 3 or 4 of the format: an edit could
 * then not leave every other byte as it is.
 *
 * @throws UserError with the line, if it is not TOML
 */
export function openLock(text: string, file: string): LockText | undefined {
  const { packages } = parseLockfile(text, file);
  const unix = text.replaceAll('\r\n', '\n');
  if (!/^version = [34]$/m.test(unix)) return undefined;
  const first = unix.search(/^\[/m);
  const head = first < 0 ? unix : unix.slice(0, first);
  const other = unix.search(/^\[(?!\[package\]\]$)/m);
  const tail = other < 0 ? '' : `\n${unix.slice(other)}`;
  const render = (nodes: readonly LockNode[]) => {
    const named = byName(nodes);
    const entries = nodes.toSorted(inOrder).map((node) => `\n${entryText(node, named)}`);
    const result = `${head.trimEnd()}\n${entries.join('')}${tail}`;
    return text.includes('\r\n') ? result.replaceAll('\n', '\r\n') : result;
  };
  const nodes = linked(packages);
  return render(nodes) === text ? { nodes, render } : undefined;
}

export function byName(nodes: readonly LockNode[]): ReadonlyMap<string, readonly LockNode[]> {
  const named = new Map<string, LockNode[]>();
  for (const node of nodes) {
    const namesakes = named.get(node.name);
    if (namesakes) namesakes.push(node);
    else named.set(node.name, [node]);
  }
  return named;
}

function linked(packages: readonly LockedPackage[]): LockNode[] {
  const nodes = packages.map((entry) => ({ ...entry, needs: [] as LockNode[] }));
  const named = byName(nodes);
  for (const node of nodes) {
    node.needs = node.dependencies.flatMap((line) => {
      const [name = '', version, source] = line.split(' ');
      const namesakes = named.get(name) ?? [];
      if (version === undefined) return namesakes;
      const twins = namesakes.filter((entry) => entry.version === version);
      if (source) return twins.filter((entry) => source === `(${entry.source})`);
      return twins.length === 1 ? twins : twins.filter((entry) => entry.source === undefined);
    });
  }
  return nodes;
}

/** By name, then by version, then by source; what lies on this disk is first. */
function inOrder(a: LockNode, b: LockNode): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  const byVersion = compareVersions(a.version, b.version);
  if (byVersion !== 0) return byVersion;
  return (a.source ?? '') < (b.source ?? '') ? -1 : 1;
}

function entryText(node: LockNode, named: ReturnType<typeof byName>): string {
  const references = [
    ...new Set(node.needs.map((need) => reference(need, named.get(need.name) ?? []))),
  ].sort();
  return [
    '[[package]]',
    `name = "${node.name}"`,
    `version = "${node.version}"`,
    ...(node.source === undefined ? [] : [`source = "${node.source}"`]),
    ...(node.checksum === undefined ? [] : [`checksum = "${node.checksum}"`]),
    ...(references.length === 0
      ? []
      : ['dependencies = [', ...references.map((name) => ` "${name}",`), ']']),
    '',
  ].join('\n');
}

/** The shortest form that means one package: Cargo's rule for `dependencies`. */
function reference(node: LockNode, namesakes: readonly LockNode[]): string {
  if (namesakes.length === 1) return node.name;
  const twins = namesakes.filter(({ version }) => version === node.version);
  const short = `${node.name} ${node.version}`;
  return twins.length === 1 || node.source === undefined ? short : `${short} (${node.source})`;
}
