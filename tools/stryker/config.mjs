import { fileURLToPath } from 'node:url';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));

// Mutation testing of the machine: `pnpm mutate`. It changes the sources in place, so run it on a clean clone.
export default {
  testRunner: 'vectors-then-vitest',
  testRunnerNodeArgs: ['--conditions=@mx-member/source'],
  vitest: { configFile: beside('vitest.config.ts') },
  mutate: [
    'packages/machine/src/**/*.ts',
    // Lists of exports, type declarations and sentences for people are not mutated.
    '!packages/machine/src/{data/types,hosting/contract,index,step-entry}.ts',
    '!packages/machine/src/{chart/described,health/words,rules/words}.ts',
    // Most tests of traces are tests of the packages that write and replay them.
    '!packages/machine/src/{trace/**,trace-entry.ts}',
  ],
  // In a copy, tests would import the unmutated package through the link of the workspace.
  inPlace: true,
  // No test checks types, so the other files of the repository stay as they are.
  disableTypeChecks: false,
  plugins: ['@stryker-mutator/vitest-runner', beside('runner.mjs'), beside('ignore-texts.mjs')],
  ignorers: ['texts'],
  reporters: ['clear-text', 'progress', 'json'],
  jsonReporter: { fileName: 'reports/mutation.json' },
  clearTextReporter: { allowColor: false, reportTests: false },
  thresholds: { high: 98, low: 95, break: 97 },
  concurrency: 2,
  timeoutMS: 10_000,
};
