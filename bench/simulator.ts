import { costFigures, costRows } from './support/costs.ts';
import { inTurn } from './support/lifecycles.ts';
import type { Benchmark, Report, Setting } from './support/report.ts';
import { figure } from './support/stats.ts';

const COUNTS = [100, 1_000, 10_000];
const nameOf = (count: number): string => `${figure(count)} members`;
const MANY = nameOf(10_000);

async function run({ quick }: Setting): Promise<Report> {
  const file = new URL('simulator/members.ts', import.meta.url);
  const contenders = COUNTS.map((count) => ({ name: nameOf(count), file, args: [String(count)] }));
  const atOnce = 1;
  const [costs = new Map()] = await inTurn(contenders, {
    warmup: { count: quick ? 1_000 : 50_000, atOnce },
    batches: [{ count: quick ? 1_000 : 10_000, atOnce }],
    times: 1,
    rounds: quick ? 2 : 11,
  });
  return {
    title: '7  The simulator with many members',
    method:
      'µs of CPU for one status request, without a network, with so many members in the process, each with an open question. In turn, medians with quartiles.',
    tables: [{ head: ['', 'µs of CPU', 'least', `${MANY} to it`], rows: costRows(costs, MANY) }],
    aims: [],
    charts: [],
    figures: costFigures(costs),
  };
}

export const simulator: Benchmark = { name: 'simulator', run };
