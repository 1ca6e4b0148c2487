import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const at = (file: string) => fileURLToPath(new URL(`./servers/${file}`, import.meta.url));
const ADDRESSES =
  '--start /connections --status /connections/{member} --answer /connections/{member}/answers';

/** Attacks a server. Returns the broken rules of each scenario. */
async function attack(options: string, command: string, user = ADDRESSES) {
  const { code, lines } = await inProcess(
    `test-backend ${user} --speed 20 --at-once 4 --json ${options}-- ${command}`,
  );
  const outcomes = lines.slice(0, -1).map(({ scenario, outcome, verdicts }) => {
    const all = verdicts as { readonly verdict: string; readonly outcome: string }[];
    const broken = all.filter((one) => one.outcome === 'failed').map(({ verdict }) => verdict);
    return { scenario: String(scenario), outcome: String(outcome), broken };
  });
  const broken = outcomes.filter((one) => one.broken.length > 0);
  return {
    code,
    summary: lines.at(-1),
    broken: Object.fromEntries(broken.map((one) => [one.scenario, one.broken])),
  };
}

test('a server in Python, without a framework, passes everything', async () => {
  const python = `env SPEED=20 python3 ${at('backend.py')}`;
  const { code, summary, broken } = await attack('--webhooks /webhooks/mx ', python);
  expect(broken).toEqual({});
  expect(summary).toMatchObject({ passed: 20, failed: 0, notChecked: 0 });
  expect(code).toBe(0);
});

test("a loop after MX's guide in Express breaks the rules that it knows nothing of", async () => {
  const { code, summary, broken } = await attack(
    '',
    // Express prints errors in development, but not under test.
    `env NODE_ENV=development POLL_MS=150 ${process.execPath} ${at('guide.mjs')}`,
  );
  expect(broken).toEqual({
    'down-ten-minutes': ['end-mistaken', 'secret-in-output'],
    killed: ['question-never-shown'],
    'late-answer': ['answer-after-expiry'],
    'lost-answer': ['secret-in-output'],
    'lost-start': ['end-mistaken', 'secret-in-output'],
    'other-job': ['end-mistaken'],
    'rate-limited': ['end-mistaken'],
    'refused-key': ['secret-in-output'],
    'slow-replica': ['old-success-trusted', 'end-mistaken'],
  });
  expect(summary).toMatchObject({
    notChecked: 0,
    requestsWithoutVersion: 0,
    leftOut: ['early-webhook', 'webhooks-twice'],
  });
  expect(code).toBe(1);
});

test("the poller of MX's widget, as a server, never ends and does not slow down", async () => {
  const naive = `env POLL_MS=150 ${process.execPath} ${at('naive.mjs')}`;
  const { summary, broken } = await attack('', naive);
  expect(Number(summary?.requestsWithoutVersion)).toBeGreaterThan(0);
  expect(broken).toMatchObject({
    'denied-thrice': expect.arrayContaining(['end-not-shown']),
    // Whether its members also ask in the same second is chance. The servers in virtual time show that.
    'down-ten-minutes': expect.arrayContaining(['outage-hammered']),
    'late-answer': expect.arrayContaining(['answer-after-expiry']),
    'left-alone': expect.arrayContaining(['polls-never-end']),
    'refused-key': ['refused-key-hammered'],
    'slow-replica': expect.arrayContaining(['old-success-trusted']),
  });
});

test('a server with a login passes everything through the module of the page', async () => {
  const server = `${process.execPath} ${at('serve-with-login.ts')} 20`;
  const { code, summary, broken } = await attack('', server, `--user ${at('user.mjs')}`);
  expect(broken).toEqual({});
  expect(summary).toMatchObject({ passed: 18, failed: 0, notChecked: 0 });
  expect(code).toBe(0);
});

test.each(['guide.mjs', 'user.mjs'])(
  'the page about test-backend shows %s, which is tested',
  (file) => {
    const page = readFileSync(
      new URL('../../../docs/test-your-backend.md', import.meta.url),
      'utf8',
    );
    expect(page).toContain(readFileSync(at(file), 'utf8'));
  },
);
