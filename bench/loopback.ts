import { type Costs, costBars, costFigures, costRows, timesAsMuch } from './support/costs.ts';
import { type Contender, inTurn } from './support/lifecycles.ts';
import type { Benchmark, Report, Setting } from './support/report.ts';
import { start } from './support/subprocess.ts';

const OURS = 'ours';
const SDK = "loop on MX's SDK";
const FETCH = 'loop on bare fetch';
const LANES = 100;

const fileOf = (name: string): URL => new URL(`loopback/${name}.ts`, import.meta.url);

async function run({ quick }: Setting): Promise<Report> {
  const server = start<object, string>(fileOf('server'));
  try {
    const args = [await server.ask({}), String(LANES)];
    const contenders: readonly Contender[] = [
      { name: OURS, file: fileOf('ours'), args },
      { name: SDK, file: fileOf('sdk'), args },
      { name: FETCH, file: fileOf('bare-fetch'), args },
      { name: `${SDK}, four requests`, file: fileOf('sdk'), args: [...args, 'short'] },
      { name: `${FETCH}, four requests`, file: fileOf('bare-fetch'), args: [...args, 'short'] },
    ];
    const count = quick ? 100 : 300;
    const [one = new Map(), many = new Map()] = await inTurn(contenders, {
      warmup: { count: quick ? 100 : 5_000, atOnce: LANES },
      batches: [
        { count, atOnce: 1 },
        { count, atOnce: LANES },
      ],
      times: quick ? 1 : 3,
      rounds: quick ? 2 : 4,
    });
    return toReport(one, many);
  } finally {
    await server.stop();
  }
}

const toReport = (one: Costs, many: Costs): Report => ({
  title: '2  CPU for one lifecycle over loopback HTTP',
  method: `µs of CPU in the client's process, user and system, garbage collection included; the simulator runs in another. A lifecycle with one question: start, status, answer, status, and the member at its end (for error code and message), five requests without waits between them. The loops do not retry, back off, check what comes back or keep any of our other promises; those with four requests do not read how it ended. A B C A B C, in three sets of processes; medians with quartiles. "Ours to it" is the median of the rounds' ratios.`,
  tables: [
    {
      head: ['', 'µs of CPU', 'least', 'ours to it'],
      rows: [
        ...costRows(one, OURS, 'one at a time: '),
        ...costRows(many, OURS, `${LANES} at once: `),
      ],
    },
  ],
  aims: [
    aim(`${SDK}, one at a time`, timesAsMuch(one, OURS, SDK), 1),
    aim(`${SDK}, ${LANES} at once`, timesAsMuch(many, OURS, SDK), 1),
    aim(`${FETCH}, one at a time`, timesAsMuch(one, OURS, FETCH), 1.2),
    aim(`${FETCH}, ${LANES} at once`, timesAsMuch(many, OURS, FETCH), 1.2),
  ],
  charts: [
    {
      name: 'loopback',
      title: 'CPU for one lifecycle over HTTP, 100 at once',
      unit: 'µs; less is better',
      bars: costBars(many, OURS),
    },
  ],
  figures: { oneAtATime: costFigures(one), manyAtOnce: costFigures(many) },
});

const aim = (what: string, value: number, limit: number) => ({
  what: `ours to ${what}`,
  value,
  limit,
  unit: '×',
});

export const loopback: Benchmark = { name: 'loopback', run };
