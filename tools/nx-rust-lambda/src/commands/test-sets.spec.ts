import { leftOutPatterns } from './test-sets';

const files = ['/w/e2e/build.e2e.ts', '/w/e2e/locks.full.e2e.ts', '/w/e2e/echo.arm64.e2e.ts'];

test.each([
  [{ full: true, arm64: true }, files],
  [{ full: false, arm64: true }, [files[0], files[2]]],
  [{ full: true, arm64: false }, [files[0], files[1]]],
  [{ full: false, arm64: false }, [files[0]]],
])('%j', (sets, expected) => {
  const patterns = leftOutPatterns(sets).map((pattern) => new RegExp(pattern));
  expect(files.filter((file) => !patterns.some((pattern) => pattern.test(file)))).toEqual(expected);
});
