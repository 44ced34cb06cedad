import { findTerminal, liveOutput } from './live-output';

test.each([
  ['the terminal UI', { NX_TUI: 'true' }, 'one\ntwo\n'],
  ['a plain terminal or CI', { NX_TUI: 'false' }, ''],
  ['nothing that says', {}, ''],
])('under %s a task repeats %j', (_name, environment, repeated) => {
  const written: string[] = [];
  const live = liveOutput({ write: (text: string) => written.push(text) > 0 }, environment);
  live.show('one\n');
  live.report('two');
  expect(written.join('')).toBe('one\ntwo\n');
  expect(live.take()).toBe(repeated);
  expect(live.take()).toBe('');
});

test('a bar is not repeated', () => {
  const live = liveOutput({ write: () => true }, { NX_TUI: 'true' });
  for (const text of ['one\r\n', '  [=> ] 1/2\r', '\x1b[K  [==>] 2/2\r', '\x1b[K', '\x1b[Ktwo\n']) {
    live.show(text);
  }
  expect(live.take()).toBe('one\r\ntwo\n');
});

test.each([{ CI: 'true' }, { CI: '1' }, { TERM: 'dumb' }])('%j is no terminal', (environment) => {
  expect(findTerminal(environment)).toBeUndefined();
});
