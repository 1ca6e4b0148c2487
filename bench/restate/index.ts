import type { Benchmark, Report, Setting } from '../support/report.ts';
import { figure, quantile } from '../support/stats.ts';
import type { Cpu } from './cluster.ts';
import { latencies, lifecycles } from './lifecycles.ts';
import { polls } from './polls.ts';

const ms = (value: number): string => `${figure(value)} ms`;

const cpuCells = ({ server, workers, caller }: Cpu): string[] => [
  ms(server),
  ms(workers),
  ms(caller),
];

/** The load of a large service, to estimate its cores. */
const DAY = { members: 1_000_000, seconds: 86_400, polls: 15, peak: 3 };

async function run({ quick }: Setting): Promise<Report> {
  const alone = await latencies(quick ? 3 : 60);
  const [count, atOnce] = quick ? [5, 5] : [150, 30];
  const one = await lifecycles(1, count, atOnce);
  const two = await lifecycles(2, count, atOnce);
  const polled = await polls(quick ? 20 : 200, quick ? 1_000 : 20_000);
  const latencyRow = (name: string, samples: readonly number[]) => [
    name,
    ms(quantile(samples, 0.5)),
    ms(quantile(samples, 0.99)),
  ];
  // A lifecycle of the benchmark includes about four polls. The other polls cost as much as polls of waiting members.
  const cpuOfMember = (part: 'server' | 'workers') =>
    one.cpu[part] + (DAY.polls - 4) * polled.cpu[part];
  const coresOf = (part: 'server' | 'workers') =>
    (DAY.peak * DAY.members * cpuOfMember(part)) / 1_000 / DAY.seconds;
  return {
    title: '6  Members in Restate',
    method:
      'A Restate server, workers, a simulated MX and the callers on one computer, over HTTP/2, with everything kept on disk. First calls one after the other, then as many lifecycles with one question as possible, then members that are polled every 2 s. CPU by part, without the CPU of MX. The last table estimates the cores for 1,000,000 members a day with 15 polls each, at three times the average load.',
    tables: [
      {
        head: ['one after the other', 'p50', 'p99'],
        rows: [
          latencyRow('view', alone.view),
          latencyRow('start: an event that is kept', alone.start),
          latencyRow('a lifecycle without waits', alone.lifecycle),
        ],
      },
      {
        head: ['lifecycles', 'members/s', 'CPU: server', 'workers', 'callers'],
        rows: [one, two].map(({ workers, perSecond, cpu }) => [
          `${workers} worker${workers > 1 ? 's' : ''}`,
          figure(perSecond),
          ...cpuCells(cpu),
        ]),
      },
      {
        head: ['a poll', 'polls/s', 'CPU: server', 'workers', 'callers'],
        rows: [[`${polled.members} members`, figure(polled.perSecond), ...cpuCells(polled.cpu)]],
      },
      {
        head: ['a member', 'bytes'],
        rows: [['its state', figure(Math.round(polled.stateBytes))]],
      },
      {
        head: ['1,000,000 members a day', 'cores at the peak'],
        rows: [
          ['Restate server', figure(coresOf('server'))],
          ['workers', figure(coresOf('workers'))],
        ],
      },
    ],
    aims: [
      { what: 'view, p50', value: quantile(alone.view, 0.5), limit: 10, unit: ' ms' },
      { what: 'the state of a member', value: polled.stateBytes, limit: 2_000, unit: ' bytes' },
    ],
    charts: [],
    figures: { latencies: alone, lifecycles: [one, two], polls: polled },
  };
}

export const restate: Benchmark = { name: 'restate', run };
