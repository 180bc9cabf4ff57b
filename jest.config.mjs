import { availableParallelism } from 'node:os';

/**
 * Every test that needs nothing but npm. Those that need a real S3 server, containers or a browser
 * are in `.ci/run`'s own projects.
 */
const shared = {
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  extensionsToTreatAsEsm: ['.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/cdk.out/', '/dist/'],
  modulePathIgnorePatterns: [
    '<rootDir>/cdk.out',
    '<rootDir>/dist',
    '<rootDir>/.ci-work',
    '<rootDir>/.maas',
  ],
};

export default {
  // On two processors, too: many tests wait for processes that they start.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // CI runs other parts beside the tests, on a machine that may be slow.
  testTimeout: process.env.CI ? 300_000 : 60_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/**/*.test.ts'] },
    { ...shared, displayName: 'real', testMatch: ['<rootDir>/test/**/*.real.ts'] },
  ],
};
