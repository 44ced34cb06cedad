import { leftOutPatterns } from './test-sets';

const [build, locks, echo, page] = [
  '/w/e2e/build.e2e.ts',
  '/w/e2e/locks.full.e2e.ts',
  '/w/e2e/echo.arm64.e2e.ts',
  '/w/e2e/page.browser.e2e.ts',
];

test.each([
  [{ full: true, arm64: true, browser: true }, [build, locks, echo, page]],
  [{ full: false, arm64: true, browser: true }, [build, echo, page]],
  [{ full: true, arm64: false, browser: true }, [build, locks, page]],
  [{ full: true, arm64: true, browser: false }, [build, locks, echo]],
  [{ full: false, arm64: false, browser: false }, [build]],
])('%j', (sets, expected) => {
  const patterns = leftOutPatterns(sets).map((pattern) => new RegExp(pattern));
  const files = [build, locks, echo, page];
  expect(files.filter((file) => !patterns.some((pattern) => pattern.test(file)))).toEqual(expected);
});
