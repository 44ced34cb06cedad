// @ts-check
/**
 * Unit tests: `*.spec.ts` beside the source. They start neither Nx nor cargo and use no network.
 * Plain JavaScript: jest reads a configuration in TypeScript only with a package more.
 */
module.exports = {
  rootDir: __dirname,
  roots: ['<rootDir>/src', '<rootDir>/entry.node_modules', '<rootDir>/../setup'],
  testEnvironment: 'node',
  // Property tests share two cores with whatever else the machine does.
  testTimeout: 60_000,
  testMatch: ['**/*.spec.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
};
