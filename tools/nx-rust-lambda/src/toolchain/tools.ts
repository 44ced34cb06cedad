/**
 * Installs the tools of tool-table.ts into `<root>/.tools`, one Python environment each, on demand.
 * Knows when one is whole; knows neither pip nor what the tools do.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withLock } from '../../../setup/lock.cjs';
import { readVersion } from '../../../setup/requirements.cjs';
import { findProgram } from '../../../setup/search-path.cjs';
import type { Run } from '../process/run';
import { UserError } from '../user-error';
import { createEnvironment } from './python-environment';
import {
  afterPipLine,
  describePip,
  isCompleteFor,
  readPins,
  pipStarts,
  tools,
  type CompleteMarker,
  type Pin,
  type ToolName,
} from './tool-table';

export type { ToolName } from './tool-table';

export interface InstalledTool {
  /** The interpreter that has the tool's packages; for a tool found on PATH, any `python3`. */
  readonly python: string;
  /** Absolute folder of the tool's programs. */
  readonly bin: string;
  readonly version: string;
}

export interface ToolOptions {
  /** Absolute workspace root. */
  readonly root: string;
  readonly run: Run;
  /** Takes a line of progress now and then while something is installed; otherwise never called. */
  readonly report: (line: string) => void;
  /** Ends an installation; what it leaves is made again by the next. */
  readonly signal?: AbortSignal;
  /** Where to look for programs; this process's PATH without it. */
  readonly path?: string;
}

/** Milliseconds between two lines of progress. */
const reportEvery = 5000;

/**
 * The tool at its pinned version: from `.tools`, else from PATH if the version there is the pinned
 * one, else installed. Two processes that ask at once install it once.
 *
 * @throws UserError if Python is missing or pip fails, with pip's own last lines
 */
export async function ensureTool(name: ToolName, options: ToolOptions): Promise<InstalledTool> {
  const wanted = await readWanted(name, options.root);
  const installed = await readInstalled(wanted);
  if (installed) return installed;
  const standIn = await findStandIn(wanted, options);
  if (standIn) return standIn;
  const onWait = (holder: string) =>
    options.report(`${name}: waiting for process ${holder}, which installs it`);
  return withLock(wanted.lock, onWait, async () => {
    const meanwhile = await readInstalled(wanted);
    if (meanwhile) return meanwhile;
    await install(wanted, options);
    await removeOlder(wanted);
    return locate(wanted);
  });
}

/** zig's environment and the absolute path of its binary. */
export async function ensureZig(options: ToolOptions): Promise<InstalledTool & { zig: string }> {
  const tool = await ensureTool('zig', options);
  const zig = await findZig(dirname(tool.bin));
  if (zig === undefined) {
    throw new UserError(
      `zig's environment ${dirname(tool.bin)} is broken; remove it and try again`,
    );
  }
  return { ...tool, zig };
}

/** The package `ziglang` has its binary beside its Python. */
async function findZig(environment: string): Promise<string | undefined> {
  const lib = join(environment, 'lib');
  const pythons = await readdir(lib).catch(() => []);
  return pythons
    .map((name) => join(lib, name, 'site-packages', 'ziglang', 'zig'))
    .find((zig) => existsSync(zig));
}

/** Where a tool is, if it is there; installs nothing. */
export async function findTool(
  name: ToolName,
  options: Omit<ToolOptions, 'report'>,
): Promise<InstalledTool | undefined> {
  const wanted = await readWanted(name, options.root);
  return (await readInstalled(wanted)) ?? (await findStandIn(wanted, options));
}

/** The version that the requirements ask for: of the tool, or of another program beside it. */
export async function pinnedVersion(
  name: ToolName,
  root: string,
  program: string = name,
): Promise<string> {
  const { version, pins } = await readWanted(name, root);
  return versionOf(pins, program) ?? version;
}

interface Wanted {
  readonly name: ToolName;
  readonly pins: readonly Pin[];
  readonly version: string;
  readonly requirements: string;
  /** `<root>/.tools/<tool>-<hash>` */
  readonly folder: string;
  readonly lock: string;
}

async function readWanted(name: ToolName, root: string): Promise<Wanted> {
  const file = join('tools', 'requirements', `${name}.txt`);
  const requirements = join(root, file);
  const text = await readFile(requirements, 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new UserError('is missing; take it back from git', { file });
  }
  const pins = readPins(text);
  const version = versionOf(pins, tools[name].package);
  if (version === undefined) {
    throw new UserError(`does not pin ${tools[name].package}; take it back from git`, { file });
  }
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const parent = await toolsFolder(root);
  const folder = join(parent, `${name}-${hash}`);
  return { name, pins, version, requirements, folder, lock: join(parent, `${name}.lock`) };
}

/** `.tools` may be a link to another workspace's: there an environment is known by its real path. */
async function toolsFolder(root: string): Promise<string> {
  const folder = join(root, '.tools');
  await mkdir(folder, { recursive: true });
  return realpath(folder);
}

async function readInstalled(wanted: Wanted): Promise<InstalledTool | undefined> {
  const marker = await readFile(markerOf(wanted), 'utf8').catch(() => undefined);
  if (!isCompleteFor(wanted.folder, marker)) return undefined;
  const tool = locate(wanted);
  // `existsSync` follows links: an interpreter that was upgraded away leaves one to nowhere.
  const { program } = tools[wanted.name];
  const needed = program ? [tool.python, join(tool.bin, program)] : [tool.python];
  return needed.every((file) => existsSync(file)) ? tool : undefined;
}

function locate({ folder, version }: Wanted): InstalledTool {
  const bin = join(folder, 'bin');
  return { python: join(bin, 'python'), bin, version };
}

async function findStandIn(
  wanted: Wanted,
  { root, run, path = process.env['PATH'] }: Omit<ToolOptions, 'report'>,
): Promise<InstalledTool | undefined> {
  const { standIns } = tools[wanted.name];
  const files = standIns.map(({ program }) => findProgram(program, path));
  const [first] = files;
  const python = findProgram('python3', path);
  // One folder is handed out for all of them.
  const together = files.every((file) => file && first && dirname(file) === dirname(first));
  if (!first || !python || !together) return undefined;
  const versions = await Promise.all(
    standIns.map(async ({ args }, i) => {
      const result = await run({ program: files[i] ?? '', args, cwd: root });
      return result.type === 'exited' && result.code === 0 ? readVersion(result.stdout) : undefined;
    }),
  );
  const pinned = standIns.every(
    ({ package: name }, i) => versions[i] === versionOf(wanted.pins, name),
  );
  return pinned ? { python, bin: dirname(first), version: wanted.version } : undefined;
}

async function install(wanted: Wanted, options: ToolOptions): Promise<void> {
  const { name, folder, version } = wanted;
  const startedAt = Date.now();
  let progress = pipStarts;
  const show = () => {
    const seconds = (Date.now() - startedAt) / 1000;
    options.report(describePip(name, progress, wanted.pins.length, seconds));
  };
  show();
  const timer = setInterval(show, reportEvery);
  try {
    const onPipLine = (line: string) => (progress = afterPipLine(progress, line));
    await createEnvironment({ ...wanted, ...options, onPipLine });
  } finally {
    clearInterval(timer);
  }
  const marker: CompleteMarker = { folder, version };
  await writeFile(markerOf(wanted), JSON.stringify(marker));
  progress = { ...progress, phase: 'installed' };
  show();
}

async function removeOlder({ name, folder }: Wanted): Promise<void> {
  const all = await readdir(dirname(folder));
  const older = all.filter(
    (entry) => entry.startsWith(`${name}-`) && /^[0-9a-f]{12}$/.test(entry.slice(name.length + 1)),
  );
  for (const entry of older) {
    const path = join(dirname(folder), entry);
    if (path !== folder) await rm(path, { recursive: true, force: true });
  }
}

function versionOf(pins: readonly Pin[], name: string): string | undefined {
  return pins.find((pin) => pin.package === name)?.version;
}

function markerOf({ folder }: Wanted): string {
  return join(folder, '.complete');
}
