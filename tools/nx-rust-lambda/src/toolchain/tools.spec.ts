import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Run, RunResult } from '../process/run';
import { ensureTool, findTool, type ToolName } from './tools';

const pip = (version: string) =>
  `aws-sam-cli==${version} \\\n    --hash=sha256:00\ncfn-lint==1.58.0\n`;
const exited = (code: number, stdout = '', stderr = ''): RunResult => ({
  type: 'exited',
  code,
  stdout,
  stderr,
});

let root: string;
let path: string;
/** Programs by name, in the order in which they were started. */
let started: string[];
let lines: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tools-'));
  path = join(root, 'usr-bin');
  started = [];
  lines = [];
  putProgram('python3');
  requirements('sam', pip('1.170.0'));
});

afterEach(() => rmSync(root, { recursive: true }));

function putProgram(name: string): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, name), '');
  chmodSync(join(path, name), 0o755);
}

function requirements(name: ToolName, text: string): void {
  mkdirSync(join(root, 'tools', 'requirements'), { recursive: true });
  writeFileSync(join(root, 'tools', 'requirements', `${name}.txt`), text);
}

/** A Python whose venv makes the interpreter, and whose pip makes the program. */
function python(pipResult: RunResult = exited(0)): Run {
  return async ({ program, args }, options) => {
    const module = args.find((word) => word === 'venv' || word === 'pip');
    started.push(module ?? basename(program));
    // As the real ones do when the process that started them is already gone.
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (module === 'venv') {
      const bin = join(args.at(-1) ?? '', 'bin');
      mkdirSync(bin, { recursive: true });
      writeFileSync(join(bin, 'python'), '');
    }
    if (module !== 'pip') return exited(0);
    options?.onStdoutLine?.('Collecting aws-sam-cli==1.170.0 (from -r sam.txt (line 1))');
    if (pipResult.type === 'exited' && pipResult.code === 0) {
      writeFileSync(join(program, '..', 'sam'), '');
    }
    return pipResult;
  };
}

const ensure = (run: Run) =>
  ensureTool('sam', { root, run, path, report: (line) => lines.push(line) });

const environments = () =>
  readdirSync(join(root, '.tools')).filter((name) => name.startsWith('sam-'));

test('installs once, then finds it without starting anything', async () => {
  const first = await ensure(python());
  expect(first.version).toBe('1.170.0');
  expect(existsSync(join(first.bin, 'sam'))).toBe(true);
  expect(started).toEqual(['venv', 'pip']);
  expect(lines[0]).toBe('sam: 0 of 2 packages, 0 s');
  expect(await ensure(python())).toEqual(first);
  expect(started).toEqual(['venv', 'pip']);
});

test('two at once install it once, and the second uses the result', async () => {
  const [first, second] = await Promise.all([ensure(python()), ensure(python())]);
  expect(second).toEqual(first);
  expect(started).toEqual(['venv', 'pip']);
  expect(lines).toContain(`sam: waiting for process ${process.pid}, which installs it`);
});

test.each<[what: string, damage: (folder: string) => void]>([
  ['has no marker', (folder) => rmSync(join(folder, '.complete'))],
  ['has half a marker', (folder) => writeFileSync(join(folder, '.complete'), '{"fol')],
  ['lost its interpreter', (folder) => rmSync(join(folder, 'bin', 'python'))],
  ['lost its program', (folder) => rmSync(join(folder, 'bin', 'sam'))],
])('an environment that %s is made again from nothing', async (_what, damage) => {
  const { bin } = await ensure(python());
  const folder = join(bin, '..');
  writeFileSync(join(folder, 'left-over'), '');
  damage(folder);
  await ensure(python());
  expect(started).toEqual(['venv', 'pip', 'venv', 'pip']);
  expect(existsSync(join(folder, 'left-over'))).toBe(false);
});

test('a moved workspace does not use scripts that name the old place', async () => {
  await ensure(python());
  renameSync(root, `${root}-moved`);
  root = `${root}-moved`;
  path = join(root, 'usr-bin');
  await ensure(python());
  expect(started).toEqual(['venv', 'pip', 'venv', 'pip']);
});

test('changed requirements make a new environment and remove the old one', async () => {
  await ensure(python());
  mkdirSync(join(root, '.tools', 'sam-notes'));
  const [old] = environments();
  requirements('sam', pip('1.171.0'));
  expect((await ensure(python())).version).toBe('1.171.0');
  expect(environments()).toHaveLength(2);
  expect(environments()).toContain('sam-notes');
  expect(environments()).not.toContain(old);
});

test("pip's failure is a sentence with its last lines, and leaves nothing that counts", async () => {
  const failing = python(exited(1, 'Collecting x', 'ERROR: hashes do not match\n[notice] new pip'));
  await expect(ensure(failing)).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(
      /^sam could not be installed, pip install failed; .*\n.*\nERROR: hashes do not match$/,
    ),
  });
  expect(readdirSync(join(root, '.tools'))).not.toContain('sam.lock');
  expect(await findTool('sam', { root, run: python(), path })).toBeUndefined();
});

test('an interrupted installation is begun again', async () => {
  const interrupted = python({ type: 'killed', signal: 'SIGTERM' });
  await expect(ensure(interrupted)).rejects.toThrow('installing sam was interrupted');
  await ensure(python());
  expect(started).toEqual(['venv', 'pip', 'venv', 'pip']);
});

test('without python3 the sentence names it', async () => {
  rmSync(join(path, 'python3'));
  await expect(ensure(python())).rejects.toThrow(/^python3 was not found on PATH, sam needs it/);
});

test.each([
  ['both pinned', '1.170.0', '1.58.0', true],
  ['another sam', '1.169.0', '1.58.0', false],
  ['another cfn-lint', '1.170.0', '1.57.0', false],
])('PATH has %s: it serves: %s', async (_what, sam, lint, serves) => {
  putProgram('sam');
  putProgram('cfn-lint');
  const versions = new Map([
    [join(path, 'sam'), `SAM CLI, version ${sam}`],
    [join(path, 'cfn-lint'), `cfn-lint ${lint}`],
  ]);
  const found = await findTool('sam', {
    root,
    path,
    run: async ({ program }) => exited(0, versions.get(program)),
  });
  expect(found?.bin).toBe(serves ? path : undefined);
});

test('the lock file names the installer as well, whoever started it', async () => {
  const seen: string[] = [];
  await ensure(async (command, options) => {
    seen.push(command.args[2] ?? '');
    return python()(command, options);
  });
  expect(seen).toEqual([join(root, '.tools', 'sam.lock'), join(root, '.tools', 'sam.lock')]);
  expect(
    readFileSync(join(root, '.tools', environments()[0] ?? '', '.complete'), 'utf8'),
  ).toContain(root);
});
