import { costBars, costFigures, costRows, timesAsMuch } from '../support/costs.ts';
import { type Contender, inTurn } from '../support/lifecycles.ts';
import type { Benchmark, Report, Setting } from '../support/report.ts';

const STEPS = 'ours, by steps';
const ACTOR = 'ours, by actor';
const BARE = 'bare XState machine';

const fileOf = (name: string): URL => new URL(`./${name}.ts`, import.meta.url);
const CONTENDERS: readonly Contender[] = [
  { name: STEPS, file: fileOf('by-steps') },
  { name: ACTOR, file: fileOf('by-actor') },
  { name: BARE, file: fileOf('bare-machine') },
  { name: 'switch in a loop', file: fileOf('switch-loop') },
];

async function run({ quick }: Setting): Promise<Report> {
  const atOnce = 100;
  const [costs = new Map()] = await inTurn(CONTENDERS, {
    warmup: { count: quick ? 1_000 : 20_000, atOnce },
    batches: [{ count: quick ? 1_000 : 5_000, atOnce }],
    times: quick ? 1 : 9,
    rounds: 2,
  });
  return {
    title: '3  CPU for one lifecycle in memory',
    method: `µs of CPU per lifecycle with one question, without a network: the cost of the machine itself. The bare machine has the same states and calls but none of our rules: no verdicts, no check of the port, no pacing, no deadlines, no records. 100 at once, each in its own process, A B C A B C, in nine sets of processes; medians with quartiles.`,
    tables: [
      { head: ['', 'µs of CPU', 'least', 'to the bare machine'], rows: costRows(costs, BARE) },
    ],
    aims: [
      {
        what: `${STEPS}, to a bare machine`,
        value: timesAsMuch(costs, STEPS, BARE),
        limit: 0.25,
        unit: '×',
      },
      {
        what: `${ACTOR}, to a bare machine`,
        value: timesAsMuch(costs, ACTOR, BARE),
        limit: 1.5,
        unit: '×',
      },
    ],
    charts: [
      {
        name: 'in-memory',
        title: 'CPU for one lifecycle in memory',
        unit: 'µs; less is better',
        bars: costBars(costs, [STEPS, ACTOR]),
      },
    ],
    figures: costFigures(costs),
  };
}

export const inMemory: Benchmark = { name: 'in-memory', run };
