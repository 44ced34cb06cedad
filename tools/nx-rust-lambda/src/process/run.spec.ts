import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatCommand, run, startAttached, startDetached, type Command } from './run';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'run-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** This Node, with a program given as text. */
const node = (program: string, more: Partial<Command> = {}): Command => ({
  program: process.execPath,
  args: ['-e', program],
  cwd: folder,
  ...more,
});

test.each([
  [
    'output',
    'console.log("out"); console.error("err")',
    { type: 'exited', code: 0, stdout: 'out\n', stderr: 'err\n' },
  ],
  ['a failure', 'process.exitCode = 3', { type: 'exited', code: 3, stdout: '', stderr: '' }],
  ['a signal', 'process.kill(process.pid, "SIGKILL")', { type: 'killed', signal: 'SIGKILL' }],
  [
    'standard input, which is closed',
    'process.stdin.resume().on("end", () => console.log("end"))',
    { type: 'exited', code: 0, stdout: 'end\n', stderr: '' },
  ],
])('%s', async (_case, program, expected) => {
  expect(await run(node(program))).toEqual(expected);
});

test.each([
  ['a program that is not there', { program: 'no-such-program-anywhere' }],
  ['a folder that is not there', { cwd: '/no/such/folder' }],
])('%s is a result, not an exception', async (_case, more) => {
  expect(await run(node('', more))).toMatchObject({
    type: 'spawn-failed',
    reason: expect.stringContaining('ENOENT'),
  });
});

test('arguments reach the program as they are, without a shell', async () => {
  const words = ['a b', '$HOME', '`id`', '"quoted"', "it's", '*', '', '\\', 'ä\nb'];
  const command = node('console.log(JSON.stringify(process.argv.slice(1)))');
  const result = await run({ ...command, args: [...command.args, '--', ...words] });
  expect(result).toMatchObject({ stdout: `${JSON.stringify(words)}\n` });
});

test.each([
  ['whole lines', ['a\nb\n'], ['a', 'b']],
  ['a last line without an end', ['a\nb'], ['a', 'b']],
  ['a line in pieces', ['a', 'b\nc', '\n'], ['ab', 'c']],
  ['an empty line', ['\na\n'], ['', 'a']],
  ['a letter in pieces', [[0xc3], [0xa4, 10]], ['ä']],
  ['nothing', [], []],
])('lines as they come: %s', async (_case, pieces, expected) => {
  const program = `
    const pieces = ${JSON.stringify(pieces)};
    const next = () => {
      if (pieces.length === 0) return;
      const piece = pieces.shift();
      process.stdout.write(typeof piece === 'string' ? piece : Buffer.from(piece));
      setTimeout(next, 20);
    };
    next();`;
  const lines: string[] = [];
  await run(node(program), { onStdoutLine: (line) => lines.push(line) });
  expect(lines).toEqual(expected);
});

test('standard error is shown as it comes', async () => {
  let shown = '';
  const result = await run(node('console.error("ä")'), { onStderr: (text) => (shown += text) });
  expect(shown).toBe('ä\n');
  expect(result).toMatchObject({ stderr: 'ä\n' });
});

const printed =
  'console.log(JSON.stringify([process.env.RUN_SPEC ?? null, process.env.HOME ?? null]))';

test.each<[string, Partial<Command>, unknown]>([
  ['ours is inherited', {}, ['ours', process.env['HOME'] ?? null]],
  [
    'a variable is laid over it',
    { env: { RUN_SPEC: 'theirs' } },
    ['theirs', process.env['HOME'] ?? null],
  ],
  [
    'a variable is taken away',
    { env: { RUN_SPEC: undefined } },
    [null, process.env['HOME'] ?? null],
  ],
  [
    'a clean one has only what it is given',
    { cleanEnv: true, env: { RUN_SPEC: 'theirs' } },
    ['theirs', null],
  ],
])('the environment: %s', async (_case, more, expected) => {
  process.env['RUN_SPEC'] = 'ours';
  try {
    const result = await run(node(printed, more));
    expect(result).toMatchObject({ stdout: `${JSON.stringify(expected)}\n` });
  } finally {
    delete process.env['RUN_SPEC'];
  }
});

test('a signal stops the program', async () => {
  const abort = new AbortController();
  const running = run(node('console.log("up"); setInterval(() => {}, 1000)'), {
    signal: abort.signal,
    onStdoutLine: () => abort.abort(),
  });
  expect(await running).toEqual({ type: 'killed', signal: 'SIGTERM' });
});

test('a detached program writes to its log', async () => {
  const log = join(folder, 'log');
  const pid = startDetached(node('console.log("out"); console.error("err")'), log);
  expect(pid).toBeGreaterThan(0);
  await ended(pid);
  expect(readFileSync(log, 'utf8').split('\n').sort()).toEqual(['', 'err', 'out']);
});

test('a detached program that is not there is an error at once', () => {
  expect(() =>
    startDetached(node('', { program: 'no-such-program-anywhere' }), join(folder, 'log')),
  ).toThrow('cannot start no-such-program-anywhere');
});

test('an attached program can be waited for', async () => {
  const child = startAttached(node('process.exitCode = 4'));
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(4);
});

test.each([
  [
    'plain words',
    ['build', '--bin', 'a-b', 'x=y', './p/q', 'a,b'],
    'cargo build --bin a-b x=y ./p/q a,b',
  ],
  ['a blank', ['a b'], "cargo 'a b'"],
  ['nothing', [''], "cargo ''"],
  ['a quote', ["it's"], `cargo 'it'\\''s'`],
  ['what a shell would read', ['$HOME'], "cargo '$HOME'"],
])('for display: %s', (_case, args, text) => {
  expect(formatCommand({ program: 'cargo', args })).toBe(text);
});

async function ended(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
