/**
 * Kills the workers of a Restate cluster while they send answers, and its server, over both transports, and
 * compares the result with the bank: part of `pnpm test:chaos`. It fails if a member is not connected, if an answer
 * arrives more often than it was given, or if the same run without the fence goes unnoticed.
 */
import { parseArgs } from 'node:util';
import { seeded } from '../../support/seeded.ts';
import { freeze } from './freeze.ts';
import { type Plan, type Result, run } from './run.ts';

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '300' },
    'worker-kills': { type: 'string', default: '44' },
    'server-kills': { type: 'string', default: '6' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [members = 0, workerKills = 0, serverKills = 0, seed = 0] = [
  values.members,
  values['worker-kills'],
  values['server-kills'],
  values.seed,
].map(Number);

/** The number of duplicates that the run without the fence must show. */
const MIN_TWICE = 5;

/**
 * The longest time for which a member may stand still while others are killed, in ms. A busy machine starts killed
 * processes slowly.
 */
const MAX_TIME = 300_000;

/** With a keep-alive of 5 s and 5 s, and two more rounds, in ms. With a keep-alive of 40 s and 20 s it takes 65 s. */
const MAX_FROZEN = 45_000;

const randomOf = (seed: number) => {
  const { below } = seeded(seed);
  return () => below(1_000_000) / 1_000_000;
};

const failures: string[] = [];
const expectThat = (isSo: boolean, failure: string) => {
  if (!isSo) failures.push(failure);
};

async function report(title: string, plan: Omit<Plan, 'random'>): Promise<Result> {
  const from = performance.now();
  const result = await run({ ...plan, random: randomOf(seed) });
  const { times, twice, given, arrived } = result;
  const seconds = (part: number) =>
    `${((times[Math.floor((times.length - 1) * part)] ?? 0) / 1_000).toFixed(1)} s`;
  console.log(`
${title} (${((performance.now() - from) / 1_000).toFixed(0)} s)
  kills: ${result.workerKills} of workers while they sent answers, ${result.serverKills} of the server
  connected: ${result.connected} of ${plan.members}
  answers given: ${given}, arrived: ${arrived}, more often than given: ${twice}
  members started twice: ${result.startedTwice}
  time of a member: ${seconds(0.5)} in the middle, ${seconds(0.99)} of 99 %, ${seconds(1)} the longest
  the server was away for ${(Math.max(0, ...result.restarts) / 1_000).toFixed(1)} s at most`);
  return result;
}

function check(title: string, plan: Omit<Plan, 'random'>, result: Result): void {
  expectThat(result.connected === plan.members, `${title}: not all members are connected.`);
  expectThat(result.twice === 0, `${title}: answers arrived more often than given.`);
  expectThat(result.startedTwice === 0, `${title}: jobs were started twice.`);
  expectThat(result.workerKills >= plan.workerKills, `${title}: too few kills of workers.`);
  expectThat(result.serverKills >= plan.serverKills, `${title}: too few kills of the server.`);
  expectThat((result.times.at(-1) ?? 0) < MAX_TIME, `${title}: a member took too long.`);
}

console.log(`Members in Restate: ${members} members, two rounds, seed ${seed}`);
const whole = { members, workerKills, serverKills, isHttp11: false, hasFence: true };
check('HTTP/2', whole, await report('With the fence, over HTTP/2', whole));
const part = {
  ...whole,
  members: Math.ceil(members / 3),
  workerKills: Math.ceil(workerKills / 3),
  serverKills: Math.ceil(serverKills / 3),
  isHttp11: true,
};
check('HTTP/1.1', part, await report('With the fence, over HTTP/1.1', part));
const { twice } = await report('Without the fence, over HTTP/2', {
  ...whole,
  hasFence: false,
  stopsAt: MIN_TWICE,
});
expectThat(
  twice >= MIN_TWICE,
  `Without the fence only ${twice} answers arrived twice: the test would not notice.`,
);
const frozen = await freeze();
console.log(`
A worker that vanishes without closing its connection: the member took ${(frozen / 1_000).toFixed(1)} s from then on`);
expectThat(frozen < MAX_FROZEN, 'A worker that vanished held its member up for too long.');
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
