import { liveOutput } from './live-output';

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
