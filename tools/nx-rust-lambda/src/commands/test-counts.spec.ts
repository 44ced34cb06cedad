import { isSuccess, readCargoCounts, readJestCounts, totalCounts } from './test-counts';

const line = (passed: number, failed: number) =>
  `test result: ${failed ? 'FAILED' : 'ok'}. ${passed} passed; ${failed} failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s`;

test.each([
  ['one binary', line(2, 0), { passed: 2, failed: 0 }],
  [
    'several',
    [line(2, 0), 'running 0 tests', line(0, 0), line(1, 3)].join('\n'),
    { passed: 3, failed: 3 },
  ],
  ['what a test prints', `got: ${line(9, 9)}\n${line(1, 0)}`, { passed: 1, failed: 0 }],
  ['a compile error', 'error[E0425]: cannot find value', undefined],
])('cargo, %s', (_case, output, counts) => {
  expect(readCargoCounts(output)).toEqual(counts);
});

test.each([
  [
    { numPassedTests: 3, numFailedTests: 1, numRuntimeErrorTestSuites: 0 },
    { passed: 3, failed: 1 },
  ],
  [
    { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 2 },
    { passed: 0, failed: 2 },
  ],
])('jest, %j', (report, counts) => {
  expect(readJestCounts(JSON.stringify(report))).toEqual(counts);
});

test('jest, no report', () => {
  expect(readJestCounts('')).toBeUndefined();
});

const good = { exitCode: 0, counts: { passed: 4, failed: 0 } };

test.each([
  ['all well', [good, good], { passed: 8, failed: 0 }, true],
  [
    'a failed test is counted once',
    [good, { exitCode: 1, counts: { passed: 1, failed: 2 } }],
    { passed: 5, failed: 2 },
    false,
  ],
  [
    'ended badly without counts',
    [good, { exitCode: 101, counts: undefined }],
    { passed: 4, failed: 1 },
    false,
  ],
  [
    'ended badly though every test passed',
    [{ ...good, exitCode: 1 }],
    { passed: 4, failed: 1 },
    false,
  ],
  ['no test ran', [{ exitCode: 0, counts: undefined }], { passed: 0, failed: 0 }, false],
])('%s', (_case, ends, counts, success) => {
  expect(totalCounts(ends)).toEqual(counts);
  expect(isSuccess(counts)).toBe(success);
});
