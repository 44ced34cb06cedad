import fc from 'fast-check';
import { CargoStderr, displayOn } from './cargo-stderr';

function listen(...chunks: string[]) {
  const shown: string[] = [];
  const stderr = new CargoStderr((text) => void shown.push(text));
  for (const chunk of chunks) stderr.take(chunk);
  stderr.end();
  return { shown: shown.join(''), text: stderr.text, diagnostics: stderr.diagnostics };
}

const bar = '    Building [==>   ] 1/3: a(bin)   \r';
/** A terminal that knows no more than what cargo's bar needs. */
function screen(written: string): string {
  const lines = [''];
  let column = 0;
  const erase = '\x1b[K';
  const tokens = written.split(erase).flatMap((part, i) => (i > 0 ? [erase, ...part] : [...part]));
  for (const token of tokens) {
    const line = lines.pop() ?? '';
    if (token === '\n') lines.push(line, '');
    else if (token === '\r') lines.push(line);
    else if (token === erase) lines.push(line.slice(0, column));
    else lines.push(line.slice(0, column) + token + line.slice(column + 1));
    if (token !== erase) column = /[\r\n]/.test(token) ? 0 : column + 1;
  }
  return lines.join('\n');
}

test.each([
  ['with colors, which cargo erases itself', '\x1b[K'],
  ['without colors, which it only writes over', ''],
])('a bar leaves nothing behind, %s', (_case, erase) => {
  const { shown, text } = listen(`   Compiling a\n${bar}${erase}   Compiling b\n`, bar);
  expect(shown).toContain(bar);
  expect(screen(shown)).toBe('   Compiling a\n   Compiling b\n');
  expect(text).toBe('   Compiling a\n   Compiling b\n');
});

test('a cargo that is killed leaves no bar', () => {
  expect(screen(listen(`   Compiling a\n${bar}`).shown)).toBe('   Compiling a\n');
});

test('the same, however the text is cut into pieces', () => {
  const whole = `${bar}\x1b[K   Compiling a\nwarning: a@0.1.0: hm\n${bar}\x1b[Kerror: no\nwithout an end`;
  const expected = listen(whole);
  fc.assert(
    fc.property(fc.array(fc.nat(whole.length)), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
      const chunks = at.slice(1).map((end, i) => whole.slice(at[i], end));
      expect(listen(...chunks)).toEqual(expected);
    }),
  );
});

test('colors are shown, and are not in the text', () => {
  const { shown, text } = listen('\x1b[1m\x1b[92m   Compiling\x1b[0m a\n');
  expect([shown, text]).toEqual(['\x1b[1m\x1b[92m   Compiling\x1b[0m a\n', '   Compiling a\n']);
});

const failure = [
  'error: failed to run custom build command for `base-sys v0.1.0+1 (/w/libs/base)`',
  '',
  'Caused by:',
  "  process didn't exit successfully: `/w/target/release/build/base-1/build-script-build` (exit status: 101)",
  '  --- stderr',
  '',
  "  thread 'main' (2117) panicked at libs/base/build.rs:1:12:",
  '      boom',
  '',
].join('\n');

test.each<[string, string, string, string]>([
  ['at the end', failure, '', failure],
  ['before other crates', `${failure}   Compiling b v0.1.0 (/w)\n`, '   Compiling b', failure],
  ['before an error', `${failure}error: build failed\n`, 'error: build failed\n', failure],
  ['under a bar', `${bar}\x1b[K${failure}${bar}`, bar, failure],
])("a build script's failure belongs to its package: %s", (_case, written, shown, text) => {
  const heard = listen(written);
  expect(heard.diagnostics).toEqual([
    {
      package: 'base-sys 0.1.0+1',
      bin: undefined,
      isWarning: false,
      by: 'build script',
      text: `${text}\n`,
    },
  ]);
  expect(heard.shown).toContain(shown);
  expect(heard.shown).not.toContain('boom');
  expect(heard.text).toContain('boom');
});

test("what a build script says belongs to its package, and cargo's own words to nobody", () => {
  const said = 'warning: a@0.1.0: old compiler\nerror: b-sys@1.0.0-rc.1: no header\n';
  const cargo = 'warning: build failed, waiting\nerror: could not compile `a` (bin "a")\n';
  const { shown, diagnostics } = listen(said + cargo);
  expect(shown).toBe(cargo);
  expect(diagnostics.map((of) => [of.package, of.isWarning, of.text])).toEqual([
    ['a 0.1.0', true, 'warning: a@0.1.0: old compiler\n'],
    ['b-sys 1.0.0-rc.1', false, 'error: b-sys@1.0.0-rc.1: no header\n'],
  ]);
});

test.each([
  [undefined, [], { NO_COLOR: '1', FORCE_COLOR: undefined }],
  [
    { columns: 90, hasColor: false },
    [],
    {
      CARGO_TERM_PROGRESS_WHEN: 'always',
      CARGO_TERM_PROGRESS_WIDTH: '90',
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
    },
  ],
  [
    { columns: 90, hasColor: true },
    ['--color', 'always'],
    { CARGO_TERM_PROGRESS_WHEN: 'always', CARGO_TERM_PROGRESS_WIDTH: '90' },
  ],
])('on %j', (terminal, args, env) => {
  expect(displayOn(terminal)).toEqual({ args, env });
});
