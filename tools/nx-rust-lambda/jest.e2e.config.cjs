// @ts-check
/**
 * End to end: `e2e/*.e2e.ts` on real cargo, Nx, SAM and the local AWS. `*.full.e2e.ts` are the long
 * ones, which `npm run test:full` adds; `*.arm64.e2e.ts` run where qemu does, `*.browser.e2e.ts` where
 * there is a chromium. One file at a time: they compete for the same two things, the processor and cargo's lock.
 */
const unit = require('./jest.config.cjs');

module.exports = {
  ...unit,
  roots: ['<rootDir>/e2e'],
  testMatch: ['**/*.e2e.ts'],
  testTimeout: 600_000,
  maxWorkers: 1,
};
