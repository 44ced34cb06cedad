import { requirementFor, type Probe } from '../../../../setup/requirements.cjs';
import { describeFindings, isHealthy, judgeProgram, judgeTool } from './findings';

const probe = (output: string): Probe => ({ type: 'exited', code: 0, output });
const missing: Probe = { type: 'missing' };
const program = (name: string, found: Probe) => judgeProgram(requirementFor(name), found, 'linux');
const sam = { name: 'sam', pinned: '1.170.0', purpose: 'packages' };
const installed = { python: '/t/bin/python', bin: '/t/bin', version: '1.170.0' };

test.each([
  ['all there', [program('git', probe('git version 2.39.5')), judgeTool(sam, installed)], true],
  ['a tool that comes by itself', [judgeTool(sam, undefined)], true],
  ['an optional program is missing', [program('make', missing)], true],
  ['a required one is missing', [program('git', missing)], false],
  ['a required one is too old', [program('rustc', probe('rustc 1.70.0'))], false],
])('%s', (_case, findings, healthy) => {
  expect(isHealthy(findings)).toBe(healthy);
});

test('a table with the versions, then what to mend', () => {
  const findings = [
    program('python3', probe('Python 3.9.6')),
    program('make', missing),
    judgeTool(sam, undefined),
  ];
  expect(describeFindings(findings).split('\n')).toEqual([
    '         found  needed   state      for',
    'python3  3.9.6  >= 3.10  missing    holds cargo-lambda, sam and the local AWS',
    'make     -      any      missing    only for plain sam build',
    'sam      -      1.170.0  on demand  packages',
    '',
    expect.stringMatching(/^python3 3\.9\.6 is too old/),
    expect.stringMatching(/^make was not found on PATH/),
  ]);
});
