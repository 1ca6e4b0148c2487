import { costFigures, costRows, timesAsMuch } from './support/costs.ts';
import { inTurn } from './support/lifecycles.ts';
import type { Benchmark, Report, Setting } from './support/report.ts';
import { figure } from './support/stats.ts';

const COUNTS = [100, 1_000, 10_000];
const nameOf = (count: number): string => `${figure(count)} members`;
const [FEW, , MANY] = COUNTS.map(nameOf) as [string, string, string];

async function run({ quick }: Setting): Promise<Report> {
  const file = new URL('simulator/members.ts', import.meta.url);
  const costs = await inTurn(
    COUNTS.map((count) => ({ name: nameOf(count), file, args: [String(count)] })),
    { count: quick ? 1_000 : 5_000, atOnce: 1 },
    quick ? { rounds: 2, warmups: 1 } : { rounds: 11, warmups: 2 },
  );
  return {
    title: '7  The simulator with many members',
    method:
      'µs of CPU for one status request, without a network, with so many members in the process, each with an open question. In turn, medians with quartiles.',
    tables: [{ head: ['', 'µs of CPU', 'least', `${MANY} to it`], rows: costRows(costs, MANY) }],
    aims: [
      { what: `${MANY} to ${FEW}`, value: timesAsMuch(costs, MANY, FEW), limit: 1.25, unit: '×' },
    ],
    charts: [],
    figures: costFigures(costs),
  };
}

export const simulator: Benchmark = { name: 'simulator', run };
