/**
 * Kills hosts, workers and servers with SIGKILL and reloads pages while members run, and compares the result with the bank: a part of
 * `pnpm test:chaos`. Each run has one part and a seed. It fails if an answer arrives twice, if a job starts that
 * nobody asked for, if a lifecycle does not end or ends otherwise than the bank says, or if a planted mistake goes
 * unnoticed. A person who waits for ten minutes is stuck.
 */
import { parseArgs } from 'node:util';
import { seeded } from '../support/seeded.ts';
import { overHttp2, overHttp11 } from './cluster.ts';
import { creations, owners, postgres, sqlite } from './hosts.ts';
import type { Outcome, Part } from './outcome.ts';
import { tabs } from './tabs/tabs.ts';

const PARTS: Readonly<Record<string, Part>> = {
  tabs,
  sqlite,
  postgres,
  owners,
  creations,
  'restate, HTTP/2': overHttp2,
  'restate, HTTP/1.1': overHttp11,
};

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: String(Object.keys(PARTS).length) },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const parts = Object.entries(PARTS).filter(([name]) => name.startsWith(values.only));
if (parts.length === 0)
  throw new Error(`--only ${values.only}: expected one of ${Object.keys(PARTS).join('; ')}.`);

const sum = (outcomes: readonly Outcome[]): Outcome => {
  const of = (number: (outcome: Outcome) => number) =>
    outcomes.reduce((total, outcome) => total + number(outcome), 0);
  return {
    kills: of(({ kills }) => kills),
    whileSending: of(({ whileSending }) => whileSending),
    answers: of(({ answers }) => answers),
    twice: of(({ twice }) => twice),
    logins: of(({ logins }) => logins),
    lost: outcomes.flatMap(({ lost }) => lost),
    stuck: of(({ stuck }) => stuck),
    failures: outcomes.flatMap(({ failures }) => failures),
  };
};

const HEAD = ['kills', 'sending', 'answers', 'twice', 'logins', 'lost', 'stuck', 's', 'seed'];
const print = (name: string, cells: readonly (string | number)[]) =>
  console.log(`${name.padEnd(18)}${cells.map((cell) => String(cell).padStart(9)).join('')}`);
const cells = ({ kills, whileSending, answers, twice, logins, lost, stuck }: Outcome) => [
  kills,
  whileSending,
  answers,
  twice,
  logins,
  lost.length,
  stuck,
];

console.log(
  '\n"sending": kills while answers were on their way. "logins": those that nobody asked for.',
);
print('', HEAD);
const outcomes: Outcome[] = [];
const begun = performance.now();
const secondsSince = (from: number) => Math.round((performance.now() - from) / 1_000);
for (let run = 0; run < Number(values.runs); run++) {
  const [name, part] = parts[run % parts.length] as [string, Part];
  const seed = Number(values.seed) + run;
  const { below } = seeded(seed);
  const from = performance.now();
  // The seed decides what happens. The timing of the processes differs between runs.
  const outcome = await part(() => below(1_000_000) / 1_000_000);
  if (outcome === null) {
    // The machine lacks a program.
    console.log(`${name.padEnd(18)} skipped: apt-get install postgresql chromium`);
    if (process.env.CI) process.exitCode = 1;
    continue;
  }
  outcomes.push(outcome);
  print(name, [...cells(outcome), secondsSince(from), seed]);
  for (const text of [...outcome.failures, ...outcome.lost.slice(0, 5)]) console.error(`  ${text}`);
}
const all = sum(outcomes);
print(`${outcomes.length} runs`, [...cells(all), secondsSince(begun), '']);
const isRight = all.twice + all.logins + all.lost.length + all.stuck + all.failures.length === 0;
// The world of a process that was killed without a commit still waits.
process.exit(isRight ? process.exitCode : 1);
