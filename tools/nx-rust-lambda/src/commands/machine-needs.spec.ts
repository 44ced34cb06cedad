import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeLeftOut, machineNeeds, needNames, unmetInsistence } from './machine-needs';

let path: string;
beforeAll(() => (path = mkdtempSync(join(tmpdir(), 'needs-'))));
afterAll(() => rmSync(path, { recursive: true }));

const withNothing = () =>
  machineNeeds({ platform: 'linux', arch: 'x64', path: join(path, 'none') });
const met = (machine: Partial<Parameters<typeof machineNeeds>[0]>) =>
  machineNeeds({ platform: 'linux', arch: 'x64', path, ...machine })
    .filter(({ isMet }) => isMet)
    .map(({ name }) => name);

test('each need is looked at by itself', () => {
  expect(met({})).toEqual([]);
  expect(met({ arch: 'arm64' })).toEqual(['arm64']);
  writeFileSync(join(path, 'chromium'), '', { mode: 0o755 });
  expect(met({})).toEqual(['browser']);
  expect(met({ arch: 'arm64' })).toEqual(['arm64', 'browser']);
});

test('every name has one', () => {
  expect(withNothing().map(({ name }) => name)).toEqual(needNames);
});

test.each([
  [[], undefined],
  [['--full'], undefined],
  [['--arm64'], /^this machine has no way to run programs for arm64 Linux, which --arm64 insists/],
  [['--browser'], /which --browser insists on; install chromium/],
])('insisting with %j', (argv, sentence) => {
  const said = unmetInsistence(withNothing(), argv);
  if (sentence === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(sentence);
});

test('nobody insists in vain where everything is there', () => {
  const needs = withNothing().map((need) => ({ ...need, isMet: true }));
  expect(unmetInsistence(needs, ['--arm64', '--browser'])).toBeUndefined();
  expect(describeLeftOut(needs)).toEqual([]);
});

test('what is left out is a line each', () => {
  expect(describeLeftOut(withNothing())).toEqual([
    expect.stringMatching(/^left out: tests that run programs for arm64 Linux, .*; install qemu/),
    expect.stringMatching(
      /^left out: tests that play web pages in a browser, .*; install chromium/,
    ),
  ]);
});
