import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { OutcomeView } from '@mx-member/machine/step';
import { expect, onTestFinished, test } from 'vitest';
import { testOf } from '../../packages/playground/src/extras/as-test.ts';
import type { Run } from '../../packages/playground/src/extras/run.ts';

const VITEST = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);
const CONDITIONS = ['@mx-member/source', 'module', 'node', 'default'];
const NOTHING: Run = {
  scenario: '',
  password: '',
  rounds: [],
  decisions: [],
  turned: [],
  hasRetried: false,
};
const failed = (reason: string, nextStep: string) =>
  ({ outcome: 'failed', reason, nextStep }) as unknown as OutcomeView;
const connected = { outcome: 'connected' } as OutcomeView;

const RUNS: readonly (readonly [Partial<Run>, OutcomeView])[] = [
  [
    {
      password: 'simulate:options,token',
      rounds: [
        [0, ['correct']],
        [1, ['correct']],
      ],
      turned: [[0, ['slow', 'away', 'rate', 'lost']]],
    },
    connected,
  ],
  [{ password: 'simulate:options,token', rounds: [[0, ['other']]] }, failed('answer', 'restart')],
  [{ password: 'LOCKED' }, failed('locked', 'visitInstitution')],
  [{ scenario: 'mx_bank_oauth', decisions: [[0, 'authorize']] }, connected],
];

test('a run that is copied as a test passes unchanged, and fails with another outcome', async () => {
  const reports = join(import.meta.dirname, '../reports');
  mkdirSync(reports, { recursive: true });
  const folder = mkdtempSync(join(reports, 'copied-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const resolve = { conditions: CONDITIONS };
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    `export default ${JSON.stringify({ resolve, ssr: { resolve } })};`,
  );
  for (const [index, [run, outcome]] of RUNS.entries())
    writeFileSync(join(folder, `${index}.test.ts`), testOf({ ...NOTHING, ...run }, outcome));
  writeFileSync(
    join(folder, 'wrong.test.ts'),
    testOf({ ...NOTHING, password: 'LOCKED' }, connected),
  );
  const report = join(folder, 'report.json');
  const ran = promisify(execFile)(
    process.execPath,
    [VITEST, 'run', '--root', folder, '--reporter=json', `--outputFile=${report}`],
    { env: { PATH: process.env.PATH } },
  );
  // One of them fails.
  await ran.catch(() => {});
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  expect([numPassedTests, numFailedTests], JSON.stringify(testResults)).toEqual([RUNS.length, 1]);
});
