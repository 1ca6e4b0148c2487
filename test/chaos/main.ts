/**
 * Kills a host with SIGKILL while its members run, and compares the result with the bank: `pnpm test:chaos`. It
 * fails if the outcome of a lifecycle is not the bank's, if an answer arrives twice, or if the same run without the
 * commit before sending goes unnoticed.
 */
import { parseArgs } from 'node:util';
import { seeded } from '../support/seeded.ts';
import { needPostgres } from './postgres/server.ts';
import { MOMENTS, type Result, run } from './run.ts';

const { values } = parseArgs({
  options: {
    postgres: { type: 'boolean', default: false },
    lifecycles: { type: 'string', default: '500' },
    kills: { type: 'string', default: '80' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [lifecycles, kills, seed] = [values.lifecycles, values.kills, values.seed].map(Number) as [
  number,
  number,
  number,
];
/** Random numbers from 0 to below 1, the same for the same seed. The timing of the processes differs between runs. */
const randomOf = (seed: number) => {
  const { below } = seeded(seed);
  return () => below(1_000_000) / 1_000_000;
};

/** The number of kills of the whole run that happen while answers are on their way. */
const MIN_ON_THE_WAY = (50 / 80) * kills;

const onTheWay = ({ kills }: Result): number =>
  kills['between a commit and the arrival'] + kills['between the arrival and the reply'];

function print(title: string, { kills, given, twice, startedTwice, wrong }: Result): void {
  console.log(`\n${title}`);
  for (const moment of MOMENTS)
    console.log(`  ${moment.padEnd(34)} ${'█'.repeat(kills[moment])} ${kills[moment]}`);
  console.log(`  answers given: ${given}, arrived twice: ${twice}`);
  console.log(`  members started twice: ${startedTwice}`);
  console.log(
    `  ended otherwise than the bank says: ${wrong.length} ${wrong.slice(0, 5).join('; ')}`,
  );
}

const server = values.postgres ? await needPostgres() : null;
console.log(`\n${lifecycles} lifecycles, ${kills} kills, seed ${seed}`);
console.log(server ? 'In PostgreSQL' : 'In SQLite');
const kept = await run({
  lifecycles,
  kills,
  commits: true,
  random: randomOf(seed),
  ...(server && { store: { postgres: server.url, schema: 'chaos', lease: 5_000 } }),
});
print('With the commit before sending: kills', kept);
await server?.stop();

/** A mistake that the test must notice. One run is enough, because both stores have the same test. */
async function withoutCommits(): Promise<Result> {
  const plan = { lifecycles: Math.ceil(lifecycles / 6), kills: Math.ceil(kills / 4) };
  const result = await run({ ...plan, commits: false, random: randomOf(seed) });
  print('Without it: kills', result);
  return result;
}
const lost = server ? null : await withoutCommits();

const failures = [
  onTheWay(kept) < MIN_ON_THE_WAY && 'Too few kills while answers were on their way.',
  kept.wrong.length > 0 && 'Lifecycles ended otherwise than the bank says.',
  kept.twice > 0 && 'Answers arrived twice.',
  kept.startedTwice > 0 && 'Jobs were started twice.',
  lost?.twice === 0 && 'Without the commit no answer arrived twice: the test would not notice.',
].filter((failure) => failure !== false);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
