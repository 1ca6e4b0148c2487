import type { Delay } from '../support/event-loop.ts';
import type { Benchmark, Report, Setting } from '../support/report.ts';
import { figure } from '../support/stats.ts';
import { start } from '../support/subprocess.ts';
import type { BytesRequest } from './bytes.ts';
import type { State } from './crowd.ts';
import type { DelayRequest } from './delay.ts';

interface Row {
  readonly state: State;
  readonly count: number;
  /** Bytes per member. */
  readonly bytes: number;
  /** `null` if it was not measured. */
  readonly delay: Delay | null;
}

const NAMES: Readonly<Record<State, string>> = {
  polling: 'polling',
  challenged: 'challenged',
  bare: 'polling, bare XState',
};

/** In ms. With a running job a reading comes every 3 s, and with a question first after 20 s. */
const TIMES: Readonly<Record<State, Pick<DelayRequest, 'settle' | 'watch'> | null>> = {
  polling: { settle: 3_000, watch: 10_000 },
  challenged: { settle: 3_000, watch: 20_000 },
  bare: null,
};

/** Runs one request in a new process. */
async function askOnce<Request extends object, Result>(
  name: string,
  request: Request,
): Promise<Result> {
  const process = start<Request, Result>(new URL(`./${name}.ts`, import.meta.url));
  try {
    return await process.ask(request);
  } finally {
    await process.stop();
  }
}

const percent = (part: number): string => `${Math.round(part * 100)} %`;

async function run({ quick }: Setting): Promise<Report> {
  const counts = quick ? [1_000] : [1_000, 10_000, 100_000];
  const rows: Row[] = [];
  for (const state of Object.keys(NAMES) as State[])
    for (const count of counts) {
      const bytes = await askOnce<BytesRequest, number>('bytes', { state, count });
      const times = quick ? { settle: 2_000, watch: 1_000 } : TIMES[state];
      const delay =
        times && (await askOnce<DelayRequest, Delay>('delay', { state, count, ...times }));
      rows.push({ state, count, bytes, delay });
    }
  const most = rows.filter(({ count, state }) => count === counts.at(-1) && state !== 'bare');
  return {
    title: '4  Members that wait in one process: memory, timers, event loop',
    method: `Bytes of heap per member that waits on a real timer, after garbage collection, in its own process. In another process: the delay of the event loop, while members poll at the default pacing (3 s with a running job, 20 s growing to 60 s with a question) and MX answers at once without a network. "Core" is the share of one core: at 100 % the readings come late. The bare machine has the same states but none of our rules. It shows what XState itself needs.`,
    tables: [
      {
        head: ['', 'bytes each', 'loop delay p50', 'p99', 'most', 'core', 'readings/s'],
        rows: rows.map(({ state, count, bytes, delay }) => [
          `${figure(count)} ${NAMES[state]}`,
          figure(Math.round(bytes)),
          ...(delay
            ? [
                `${delay.p50.toFixed(1)} ms`,
                `${delay.p99.toFixed(1)} ms`,
                `${delay.most.toFixed(1)} ms`,
                percent(delay.busy),
                figure(Math.round(delay.readingsPerSecond)),
              ]
            : []),
        ]),
      },
    ],
    aims: most.flatMap(({ state, count, bytes, delay }) => [
      {
        what: `${figure(count)} ${state}: bytes each`,
        value: Math.round(bytes),
        limit: 5_000,
        unit: '',
      },
      {
        what: `${figure(count)} ${state}: loop delay p99`,
        value: delay?.p99 ?? Number.NaN,
        limit: 50,
        unit: ' ms',
      },
    ]),
    charts: [
      {
        name: 'members',
        title: 'Memory for each member that waits',
        unit: 'bytes; less is better',
        bars: rows.map(({ state, count, bytes }) => ({
          label: `${figure(count)} ${NAMES[state]}`,
          value: Math.round(bytes),
          isOurs: state !== 'bare',
        })),
      },
    ],
    figures: rows,
  };
}

export const members: Benchmark = { name: 'members', run };
