/**
 * Brings Cargo.lock into step with the crates of its workspace, as Cargo itself would write it and without
 * running Cargo, where everything that they need is locked already. Knows nothing of manifests.
 */
import { UserError } from '../user-error';
import { byName, openLock, type LockNode } from './lockfile-text';
import { compareVersions, satisfies } from './version';

/** A crate of the workspace, and what its manifest asks for: normal, dev and build, on every platform. */
export interface LockMember {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly LockDependency[];
}

/** A dependency as the manifests declare it. */
export interface LockDependency {
  /** The package's name. */
  readonly name: string;
  /** As in the manifest (`1.5.0`). */
  readonly requirement?: string | undefined;
  /** On this disk. */
  readonly path?: boolean;
  /** Address of a repository. */
  readonly git?: string | undefined;
}

/**
 * The lock's text with a new crate; undefined where only Cargo can write it, because a package that the crate
 * needs is not locked or the text is not Cargo's own.
 *
 * @throws UserError if the lock has a format older than 3, or the crate already
 */
export function addPathCrate(text: string, file: string, crate: LockMember): string | undefined {
  if (!/^version = [34]\r?$/m.test(text)) {
    throw new UserError(
      'has a format older than version 3; write it anew with cargo update --workspace',
      { file },
    );
  }
  const lock = openLock(text, file);
  if (!lock) return undefined;
  if (lock.nodes.some((node) => node.name === crate.name && isOnDisk(node))) {
    throw new UserError(`already has a crate ${crate.name}; choose another name`, { file });
  }
  const node = newNode(crate);
  const nodes = [...lock.nodes, node];
  const needs = needsOf(crate, node, byName(nodes), lock.nodes.filter(isOnDisk));
  if (!needs) return undefined;
  node.needs = needs;
  return lock.render(nodes);
}

/**
 * The lock's text with the crates of the workspace as they are now, and without what none of them needs any
 * more. The same text if it is in step; undefined where only Cargo can write it.
 *
 * What a package of the registry needs can depend on the features that are asked of it, which its manifest
 * alone says. Where that makes a difference Cargo refuses the lock (`--locked`), as it did before.
 */
export function bringIntoStep(
  text: string,
  file: string,
  members: readonly LockMember[],
): string | undefined {
  const lock = openLock(text, file);
  if (!lock) return undefined;
  const nodes = [...lock.nodes];
  const old = new Map(lock.nodes.filter(isOnDisk).map((node) => [node.name, node]));
  const own = members.map((member) => {
    const node = old.get(member.name) ?? newNode(member);
    if (!old.has(member.name)) nodes.push(node);
    node.version = member.version;
    return node;
  });
  const named = byName(nodes);
  const found = members.map((member, index) => needsOf(member, own[index]!, named, own));
  for (const [index, needs] of found.entries()) {
    if (!needs) return undefined;
    own[index]!.needs = needs;
  }
  return lock.render([...reach(own)]);
}

/** Undefined if one of them is not locked, or if it is not sure which. */
function needsOf(
  member: LockMember,
  node: LockNode,
  named: ReturnType<typeof byName>,
  members: readonly LockNode[],
): LockNode[] | undefined {
  const needs = member.dependencies.map((dependency) => choose(dependency, node, named, members));
  return needs.every((need) => need !== undefined) ? [...new Set(needs)] : undefined;
}

/** Of several, Cargo keeps what is locked for this crate; else what others of the workspace have; else the newest. */
function choose(
  dependency: LockDependency,
  node: LockNode,
  named: ReturnType<typeof byName>,
  members: readonly LockNode[],
): LockNode | undefined {
  const { name, requirement, path } = dependency;
  const candidates = (named.get(name) ?? []).filter((entry) => isAskedFor(entry, dependency));
  if (path || requirement === undefined) return onlyOne(candidates);
  const kept = candidates.filter((entry) => node.needs.includes(entry));
  // Another operator is too rare here to be judged: it stays at what it has.
  if (satisfies('0.0.0', requirement) === undefined) return onlyOne(kept);
  const fit = (entries: readonly LockNode[]) =>
    entries.filter(({ version }) => satisfies(version, requirement));
  const used = () =>
    candidates.filter((entry) => members.some(({ needs }) => needs.includes(entry)));
  return (
    onlyOne(fit(kept)) ??
    onlyOne(fit(used())) ??
    fit(candidates)
      .toSorted((a, b) => compareVersions(a.version, b.version))
      .at(-1)
  );
}

function isAskedFor({ source }: LockNode, dependency: LockDependency): boolean {
  if (dependency.path) return source === undefined;
  if (dependency.git !== undefined) return source?.startsWith(`git+${dependency.git}`) ?? false;
  return source !== undefined && !source.startsWith('git+');
}

function onlyOne(nodes: readonly LockNode[]): LockNode | undefined {
  return nodes.length === 1 ? nodes[0] : undefined;
}

function isOnDisk({ source }: LockNode): boolean {
  return source === undefined;
}

function newNode({ name, version }: LockMember): LockNode {
  return { name, version, source: undefined, checksum: undefined, needs: [] };
}

function reach(from: readonly LockNode[]): ReadonlySet<LockNode> {
  const seen = new Set(from);
  // A set visits what is added on the way.
  for (const node of seen) for (const need of node.needs) seen.add(need);
  return seen;
}
