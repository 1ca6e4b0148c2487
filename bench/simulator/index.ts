import { costFigures, costRows } from '../support/costs.ts';
import { inTurn } from '../support/lifecycles.ts';
import type { Benchmark, Report, Setting } from '../support/report.ts';
import { figure } from '../support/stats.ts';
import { ROUTES } from './routes.ts';

const nameOf = (count: number): string => `${figure(count)} members`;
const counts = ({ quick }: Setting) => (quick ? [100, 200] : [100, 1_000, 10_000]);

/** Measures the same requests with few and with many members, one route after the other. */
async function measure(route: string, setting: Setting) {
  const { quick } = setting;
  const file = new URL('./members.ts', import.meta.url);
  const contenders = counts(setting).map((count) => ({
    name: nameOf(count),
    file,
    args: [String(count), route],
  }));
  const atOnce = 1;
  const [costs = new Map()] = await inTurn(contenders, {
    warmup: { count: quick ? 100 : 1_000, atOnce },
    batches: [{ count: quick ? 100 : 500, atOnce }],
    times: 1,
    rounds: quick ? 1 : 11,
  });
  return { route, costs };
}

async function run(setting: Setting): Promise<Report> {
  const measured = [];
  const many = nameOf(Math.max(...counts(setting)));
  for (const route of Object.keys(ROUTES)) measured.push(await measure(route, setting));
  return {
    title: '7  The simulator with many members',
    method:
      'µs of CPU per request, without a network. The process has this many members, all connected and with all data. Each request is for a different member. In turn; medians with quartiles.',
    tables: measured.map(({ route, costs }) => ({
      head: [route, 'µs of CPU', 'least', `${many} to it`],
      rows: costRows(costs, many),
    })),
    aims: [],
    charts: [],
    figures: Object.fromEntries(measured.map(({ route, costs }) => [route, costFigures(costs)])),
  };
}

export const simulator: Benchmark = { name: 'simulator', run };
