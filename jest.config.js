/** One configuration for every test. ES modules run natively: see tools/test.js for the Node flag that Jest needs for it. */
export default {
  runtime: '<rootDir>/tools/jest-runtime.js',
  testEnvironment: '<rootDir>/tools/jest-environment.js',
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  // A test that hangs is ended; how long a sound one may take depends on the machine, which may be slow and shared.
  testTimeout: 180_000,
  maxWorkers: 2,
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
};
