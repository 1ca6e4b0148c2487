import { fileURLToPath } from 'node:url';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));

// Mutation testing of the machine: `pnpm mutate`. It changes the sources in place, so run it on a clean clone.
export default {
  testRunner: 'vectors-then-vitest',
  testRunnerNodeArgs: ['--conditions=@mx-member/source'],
  vitest: { configFile: beside('vitest.config.ts') },
  mutate: [
    'packages/machine/src/**/*.ts',
    // Lists of exports, type declarations, and the rules in words are not mutated.
    '!packages/machine/src/{hosting/contract,index,step-entry,data/types,rules/words}.ts',
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
