/**
 * Two hosts on one PostgreSQL, part of `pnpm test:chaos`. The owner is killed, or stopped and continued, twenty
 * times while members run. It fails if two owners send at the same time, if an answer or a start arrives twice, or
 * if the outcome of a lifecycle is not the bank's.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createMx } from '@mx-member/adapters/mx';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { createMember } from '../../support/new-member.ts';
import { seeded } from '../../support/seeded.ts';
import { serveBank } from '../bank.ts';
import { ANSWERS, endAt, PASSWORDS, pick, user } from '../run.ts';
import { Pair } from './pair.ts';
import { needPostgres } from './server.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: String(Date.now() % 1_000_000) } },
});
const TIMES = 20;
/** The number of lifecycles at a time. */
const AT_ONCE = 40;
/** In ms. */
const LEASE = 1_500;

const seed = Number(values.seed);
const { below } = seeded(seed);
const random = () => below(1_000_000) / 1_000_000;
const server = await needPostgres();
console.log(`\nTwo hosts on one PostgreSQL, seed ${seed}`);

/** The senders of starts and answers, in order of arrival. */
const senders: string[] = [];
const bank = await serveBank(random, {
  onCommand: (sender) => {
    if (senders.at(-1) !== sender) senders.push(sender);
  },
});
const keys = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };
const store = { postgres: server.url, schema: 'owners', lease: LEASE };
const pair = new Pair({ ...keys, url: bank.url, store, commits: true });
const mx = createMx({ ...keys, environment: new URL(bank.url), version: 'v20111101' });

let isOver = false;
let given = 0;
let startedTwice = 0;
const ends: { readonly isRight: boolean; readonly text: string }[] = [];

async function lifecycle(): Promise<void> {
  const member = await createMember(mx, pick(PASSWORDS, random));
  const { outcome } = await user(pair, member, pick(ANSWERS, random), () => ++given);
  const end = outcome?.outcome === 'failed' ? outcome.reason : outcome?.outcome;
  const expected = endAt(bank, member);
  ends.push({ isRight: end === expected, text: `${end} instead of ${expected}` });
  const { starts } = bank.simulator.bank.member(member.memberGuid).received;
  if (starts.filter(({ result }) => result === 'started').length !== 1) startedTwice += 1;
}

async function lane(): Promise<void> {
  while (!isOver) await lifecycle();
}

const took = { killed: [] as number[], stopped: [] as number[] };
/** Owners that continued before their lease had expired. */
let short = 0;

/** Kills or stops the owner, and waits for the next owner. */
async function disturb(): Promise<void> {
  await pair.successorOf(undefined);
  await wait(500 + random() * 1_500);
  const { owner } = pair;
  if (!owner) return;
  const kind = random();
  if (kind < 0.4) {
    const succeeded = pair.successorOf(owner);
    await pair.kill(owner);
    took.killed.push(await succeeded);
    return;
  }
  owner.child.kill('SIGSTOP');
  if (kind < 0.55) {
    await wait(random() * LEASE * 0.6);
    short += 1;
  } else {
    took.stopped.push(await pair.successorOf(owner));
    await wait(random() * 500);
  }
  owner.child.kill('SIGCONT');
}

const failures: string[] = [];
try {
  await pair.successorOf(undefined);
  const lanes = Array.from({ length: AT_ONCE }, lane);
  for (let time = 0; time < TIMES; time++) await disturb();
  isOver = true;
  await Promise.all(lanes);
} finally {
  await pair.close();
  await bank.close();
  await server.stop();
}

const most = (times: readonly number[]) => `${Math.round(Math.max(0, ...times))} ms at most`;
const wrong = ends.filter(({ isRight }) => !isRight);
const twice = [...bank.arrivals.values()].filter((times) => times > 1).length;
const isInterleaved = new Set(senders).size !== senders.length;
console.log(
  `  killed ${took.killed.length} times; the standby took over after ${most(took.killed)}`,
);
console.log(
  `  stopped ${took.stopped.length} times; the standby took over after ${most(took.stopped)}`,
);
console.log(`  stopped for less than the lease ${short} times`);
console.log(`  owners that sent, one after the other: ${senders.length}`);
console.log(`  lifecycles: ${ends.length}; answers given: ${given}, arrived twice: ${twice}`);
console.log(`  members started twice: ${startedTwice}`);
console.log(`  ended otherwise than the bank says: ${wrong.length} ${wrong[0]?.text ?? ''}`);

if (senders.length < TIMES / 4) failures.push('Too few owners sent anything.');
if (isInterleaved) failures.push('Two owners sent at the same time.');
if (twice > 0) failures.push('Answers arrived twice.');
if (startedTwice > 0) failures.push('Jobs were started twice.');
if (wrong.length > 0) failures.push('Lifecycles ended otherwise than the bank says.');
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
