import { Pacer } from '@mx-member/http/limits';
import {
  type AnswerTimes,
  answersAfterRestart,
  answersWhilePolling,
} from '../../test/support/host-load.ts';
import { type Backlog, simulateBacklog, WINDOWS } from '../../test/support/simulated-limit.ts';
import type { Aim, Benchmark, Report, Setting, Table } from '../support/report.ts';
import { quantile } from '../support/stats.ts';
import { pausing } from './pausing.ts';
import { inVirtualTime } from './virtual-time.ts';

const PER_SECOND = 20;

const CONTENDERS = {
  learning: { sender: (random: () => number) => new Pacer(undefined, random) },
  'learning, Retry-After: 1': {
    sender: (random: () => number) => new Pacer(undefined, random),
    retryAfter: 1_000,
  },
  'given the limit': { sender: (random: () => number) => new Pacer(PER_SECOND, random) },
  'before: 5 s of pause': { sender: () => pausing(undefined) },
  'before, given the limit': { sender: () => pausing(PER_SECOND) },
} satisfies Record<string, Pick<Backlog, 'sender' | 'retryAfter'>>;
type Name = keyof typeof CONTENDERS;

interface Share {
  /** Percentages: the share of MX's allowance that got through, and the share of requests that MX refused. */
  readonly through: number;
  readonly refused: number;
}

const CASES = [1, 4].flatMap((workers) => WINDOWS.map((window) => ({ workers, window })));
const nameOf = ({ workers, window }: (typeof CASES)[number]): string =>
  `${window} window, ${workers === 1 ? 'one worker' : `${workers} workers`}`;

/** The mean of several runs. */
function shareOf(one: (typeof CASES)[number], name: Name, quick: boolean): Share {
  const seeds = quick ? [1] : [1, 2, 3, 4, 5];
  const seconds = quick ? 120 : 300;
  const runs = seeds.map((seed) => simulateBacklog({ ...one, seed, seconds, ...CONTENDERS[name] }));
  const mean = (pick: (run: (typeof runs)[number]) => number) =>
    (100 * runs.reduce((sum, run) => sum + pick(run), 0)) / runs.length;
  return { through: mean(({ share }) => share), refused: mean(({ refused }) => refused) };
}

type Shares = Record<string, Record<Name, Share>>;

function measureShares(quick: boolean): Shares {
  const names = Object.keys(CONTENDERS) as Name[];
  return Object.fromEntries(
    CASES.map((one) => [
      nameOf(one),
      Object.fromEntries(names.map((name) => [name, shareOf(one, name, quick)])) as Record<
        Name,
        Share
      >,
    ]),
  );
}

const part = ({ through, refused }: Share): string =>
  `${through.toFixed(1)} / ${refused.toFixed(2)}`;

function tableOfShares(shares: Shares): Table {
  const names = Object.keys(CONTENDERS) as Name[];
  return {
    head: ['% got through / % refused', ...names],
    rows: Object.entries(shares).map(([name, of]) => [name, ...names.map((one) => part(of[one]))]),
  };
}

interface Times {
  readonly taken: Quantiles;
  readonly sent: Quantiles;
  readonly found: Quantiles;
}
/** In s. */
interface Quantiles {
  readonly median: number;
  readonly p99: number;
  readonly most: number;
}

const quantilesOf = (times: readonly number[]): Quantiles => ({
  median: quantile(times, 0.5) / 1_000,
  p99: quantile(times, 0.99) / 1_000,
  most: Math.max(...times) / 1_000,
});
const timesOf = ({ taken, sent, found }: AnswerTimes): Times => ({
  taken: quantilesOf(taken),
  sent: quantilesOf(sent),
  found: quantilesOf(found),
});

async function measureAnswers(quick: boolean): Promise<Record<'restart' | 'polling', Times>> {
  const users = quick ? 20 : 120;
  const restored = quick ? 500 : 5_000;
  const load = { restored, users, perSecond: PER_SECOND, requestsPerSecond: PER_SECOND };
  const polling = { polling: quick ? 200 : 800, askers: users, perSecond: PER_SECOND };
  return {
    restart: timesOf(await inVirtualTime((pass) => answersAfterRestart(load, pass))),
    polling: timesOf(await inVirtualTime((pass) => answersWhilePolling(polling, pass))),
  };
}

const seconds = ({ median, p99, most }: Quantiles): string[] =>
  [median, p99, most].map((time) => `${time.toFixed(2)} s`);

const tableOfAnswers = ({ restart, polling }: Record<'restart' | 'polling', Times>): Table => ({
  head: ['', 'median', '99 %', 'at worst'],
  rows: [
    ['after a restart: an answer is taken', ...seconds(restart.taken)],
    ['after a restart: it is sent to MX', ...seconds(restart.sent)],
    ['after a restart: a new question is shown', ...seconds(restart.found)],
    ['while 800 members poll: an answer is sent to MX', ...seconds(polling.sent)],
    ['while 800 members poll: a new question is shown', ...seconds(polling.found)],
  ],
});

async function run({ quick }: Setting): Promise<Report> {
  const shares = measureShares(quick);
  const answers = await measureAnswers(quick);
  const ours = Object.values(shares).map(({ learning }) => learning);
  const aims: readonly Aim[] = [
    {
      what: 'a backlog: unused part of what MX allows, in the worst case',
      value: 100 - Math.min(...ours.map(({ through }) => through)),
      limit: 12,
      unit: ' %',
    },
    {
      what: 'a backlog: refused, in the worst case',
      value: Math.max(...ours.map(({ refused }) => refused)),
      limit: 1,
      unit: ' %',
    },
    { what: 'restart: taken, median', value: answers.restart.taken.median, limit: 1, unit: ' s' },
    { what: 'restart: taken, at worst', value: answers.restart.taken.most, limit: 2.5, unit: ' s' },
    { what: 'polling: sent, 99 %', value: answers.polling.sent.p99, limit: 1, unit: ' s' },
  ];
  return {
    title: '10  Budget: what gets through at an MX that takes 20 requests a second',
    method:
      'Simulated time. MX counts requests when they arrive, after 40 to 70 ms: in any second (sliding), in each second of the clock (fixed), or with a bucket of 20 tokens. Workers do not know about each other and always have more to send. The first minute is warm-up, and the next four are measured. Below: a host with 5,000 open questions from before a restart, and a host with 800 polling members that nobody looks at. In both cases 120 users arrive, about one every half second, and MX accepts 20 requests in any second.',
    tables: [tableOfShares(shares), tableOfAnswers(answers)],
    aims,
    charts: [],
    figures: { shares, answers },
  };
}

export const budget: Benchmark = { name: 'budget', run };
