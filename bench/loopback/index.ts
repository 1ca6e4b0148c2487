import { type Costs, costBars, costFigures, costRows, timesAsMuch } from '../support/costs.ts';
import { type Contender, inTurn } from '../support/lifecycles.ts';
import type { Benchmark, Report, Setting } from '../support/report.ts';
import { start } from '../support/subprocess.ts';

const STEPS = 'ours, by steps';
const ACTOR = 'ours, by actor';
const FAIR = 'fair loop on fetch';
const SDK = "loop on MX's SDK";
const FETCH = 'loop on bare fetch';
const LANES = 100;

const fileOf = (name: string): URL => new URL(`./${name}.ts`, import.meta.url);

async function run({ quick }: Setting): Promise<Report> {
  const server = start<object, string>(fileOf('server'));
  try {
    const args = [await server.ask({}), String(LANES)];
    const contenders: readonly Contender[] = [
      { name: STEPS, file: fileOf('by-steps'), args },
      { name: ACTOR, file: fileOf('by-actor'), args },
      { name: FAIR, file: fileOf('fair-fetch'), args },
      { name: SDK, file: fileOf('sdk'), args },
      { name: FETCH, file: fileOf('bare-fetch'), args },
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
  method: `µs of CPU in the process of the client, user and system, including garbage collection. The simulator runs in another process. A lifecycle with one question has five requests without waits: start, status, answer, status, and the member at its end (for error code and message). The fair loop is the baseline: \`fetch\` with a limit of 10 s to the last byte, a body of at most 1 MiB, no redirects, and a check by valibot of the fields that ours checks. It has 60 lines. None of the loops retries, backs off, gives up or keeps any of our other promises. A B C A B C, in three sets of processes; medians with quartiles. "To the fair loop" is the median of the ratios of all rounds.`,
  tables: [
    {
      head: ['', 'µs of CPU', 'least', 'to the fair loop'],
      rows: [
        ...costRows(one, FAIR, 'one at a time: '),
        ...costRows(many, FAIR, `${LANES} at once: `),
      ],
    },
  ],
  aims: [
    aim(`${STEPS}, one at a time`, timesAsMuch(one, STEPS, FAIR), 1.5),
    aim(`${STEPS}, ${LANES} at once`, timesAsMuch(many, STEPS, FAIR), 1.5),
    aim(`${ACTOR}, one at a time`, timesAsMuch(one, ACTOR, FAIR), 1.9),
    aim(`${ACTOR}, ${LANES} at once`, timesAsMuch(many, ACTOR, FAIR), 1.9),
  ],
  charts: [
    {
      name: 'loopback',
      title: 'CPU for one lifecycle over HTTP, 100 at once',
      unit: 'µs; less is better',
      bars: costBars(many, [STEPS, ACTOR]),
    },
  ],
  figures: { oneAtATime: costFigures(one), manyAtOnce: costFigures(many) },
});

const aim = (what: string, value: number, limit: number) => ({
  what: `${what}, to the fair loop`,
  value,
  limit,
  unit: '×',
});

export const loopback: Benchmark = { name: 'loopback', run };
