/** Knows how many tests ran from what cargo and jest report. Starts nothing. */

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** One runner's end: its exit code, and the counts it gave if it gave any. */
export interface RunnerEnd {
  readonly exitCode: number;
  readonly counts: Counts | undefined;
}

/**
 * Sums cargo's `test result:` lines, one for each test binary and for the doc tests.
 * Undefined if there is none, as when the tests do not compile.
 */
export function readCargoCounts(output: string): Counts | undefined {
  const pattern = /^test result: \w+\. (\d+) passed; (\d+) failed;/gm;
  const results = [...output.matchAll(pattern)].map(([, passed, failed]) => ({
    passed: Number(passed),
    failed: Number(failed),
  }));
  return results.length === 0 ? undefined : results.reduce(add);
}

/** From jest's `--json` report; a file that could not be run counts as one failure. */
export function readJestCounts(report: string): Counts | undefined {
  if (report.trim() === '') return undefined;
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    report,
  ) as Record<string, number>;
  return {
    passed: numPassedTests ?? 0,
    failed: (numFailedTests ?? 0) + (numRuntimeErrorTestSuites ?? 0),
  };
}

/** A runner that ended badly without naming a failed test is one failure itself. */
export function totalCounts(ends: readonly RunnerEnd[]): Counts {
  return ends
    .map(({ exitCode, counts = { passed: 0, failed: 0 } }) =>
      exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts,
    )
    .reduce(add, { passed: 0, failed: 0 });
}

/** Nothing failed, and something ran. */
export function isSuccess({ passed, failed }: Counts): boolean {
  return failed === 0 && passed > 0;
}

function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}
