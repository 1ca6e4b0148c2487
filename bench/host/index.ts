import { costFigures, costRows } from '../support/costs.ts';
import type { Delay } from '../support/event-loop.ts';
import { inTurn } from '../support/lifecycles.ts';
import type { Benchmark, Report, Setting } from '../support/report.ts';
import { figure } from '../support/stats.ts';
import { start } from '../support/subprocess.ts';
import type { BytesRequest } from './bytes.ts';
import type { HostDelay, HostDelayRequest } from './delay.ts';
import { written } from './disk.ts';

/** The heap for a million members, which is more than Node's default. */
const HEAP = ['--max-old-space-size=8192'];

/** Runs one request in a new process. */
async function askOnce<Request extends object, Result>(
  name: string,
  request: Request,
): Promise<Result> {
  const process = start<Request, Result>(new URL(`../${name}.ts`, import.meta.url), [], HEAP);
  try {
    return await process.ask(request);
  } finally {
    await process.stop();
  }
}

const STATES = ['polling', 'challenged'] as const;

/** Bytes per member: in a host, begun and restored, and as actors. The size of an actor does not depend on their number. */
async function bytes(count: number, actors: number) {
  const rows = [];
  for (const state of STATES) {
    for (const from of ['begun', 'restored'] as const) {
      const each = await askOnce<BytesRequest, number>('host/bytes', { state, from, count });
      rows.push({ name: `host, ${state}, ${from}`, state, from, count, each });
    }
    const ofActors = { state, from: 'actors', count: actors } as const;
    const each = await askOnce<BytesRequest, number>('host/bytes', ofActors);
    rows.push({ name: `actors, ${state}`, ...ofActors, each });
  }
  return rows;
}

async function delays(count: number, quick: boolean) {
  const times = quick ? { settle: 1_500, watch: 1_000 } : { settle: 4_000, watch: 10_000 };
  const ask = (from: HostDelayRequest['from']) =>
    askOnce<HostDelayRequest, HostDelay>('host/delay', { from, count, ...times });
  return {
    herd: await ask('herd'),
    restore: await ask('restore'),
    actors: await ask('actors'),
  };
}

/** CPU per lifecycle over HTTP: of a host with SQLite, and of actors without a store. */
async function lifecycles(quick: boolean) {
  const lanes = quick ? 10 : 200;
  const server = start<object, string>(new URL('../loopback/server.ts', import.meta.url));
  try {
    const args = [await server.ask({}), String(lanes)];
    const batch = { count: quick ? 50 : 1_000, atOnce: lanes };
    const [costs = new Map()] = await inTurn(
      [
        { name: 'host with SQLite', file: new URL('./lifecycles.ts', import.meta.url), args },
        { name: 'actors', file: new URL('../loopback/by-actor.ts', import.meta.url), args },
      ],
      { warmup: batch, batches: [batch], times: quick ? 1 : 2, rounds: quick ? 1 : 5 },
    );
    return costs;
  } finally {
    await server.stop();
  }
}

async function run({ quick }: Setting): Promise<Report> {
  const count = quick ? 2_000 : 1_000_000;
  const polling = quick ? 2_000 : 100_000;
  const sizes = await bytes(count, polling);
  const loops = await delays(polling, quick);
  const costs = await lifecycles(quick);
  const disk = { alone: await written(1), together: await written(100) };
  const cell = (delay: Delay): string[] => [
    `${delay.p50.toFixed(1)} ms`,
    `${delay.p99.toFixed(1)} ms`,
    `${delay.most.toFixed(1)} ms`,
    `${Math.round(delay.busy * 100)} %`,
    figure(Math.round(delay.readingsPerSecond)),
  ];
  const limitOf = { polling: 1_300, challenged: 1_700 } as const;
  return {
    title: '5  A host with many members',
    method:
      'Bytes of heap per waiting member after garbage collection: everything that the host keeps for it, including keys. Delay of the event loop and share of one core, while members poll every 3 s and MX answers at once without a network. The herd that begins together, and the restore, are watched from their beginning. µs of CPU per lifecycle with one question over HTTP, with each record committed in SQLite. For comparison: actors of XState, which save nothing. What a lifecycle with a job of 25 s sends and writes is counted in simulated time, where a commit takes no time; on a disk, more members share one.',
    tables: [
      {
        head: ['', 'members', 'bytes each'],
        rows: sizes.map(({ name, count, each }) => [name, figure(count), figure(Math.round(each))]),
      },
      {
        head: [`${figure(polling)} polling`, 'loop delay p50', 'p99', 'most', 'core', 'polls/s'],
        rows: [
          ['host, a herd', ...cell(loops.herd)],
          [
            `host, restored in ${figure(Math.round(loops.restore.opened))} ms`,
            ...cell(loops.restore),
          ],
          ['actors, a herd', ...cell(loops.actors)],
        ],
      },
      {
        head: ['one lifecycle', 'µs of CPU', 'least', 'to the host'],
        rows: costRows(costs, 'host with SQLite'),
      },
      {
        head: ['one lifecycle in SQLite', 'requests', 'bytes', 'commits', 'that wait for the disk'],
        rows: Object.entries(disk).map(([name, { requests, bytes, commits, durable }]) => [
          name === 'alone' ? 'one at a time' : '100 that start at the same moment',
          figure(requests),
          figure(Math.round(bytes)),
          commits.toFixed(1),
          durable.toFixed(1),
        ]),
      },
    ],
    aims: [
      ...sizes.flatMap(({ name, state, from, each }) =>
        from === 'actors'
          ? []
          : [
              {
                what: `${name}: bytes each`,
                value: Math.round(each),
                limit: limitOf[state],
                unit: '',
              },
            ],
      ),
      { what: 'a herd: loop delay p99', value: loops.herd.p99, limit: 50, unit: ' ms' },
      { what: 'a restore: loop delay p99', value: loops.restore.p99, limit: 50, unit: ' ms' },
      { what: 'polling: part of a core', value: loops.herd.busy, limit: 0.35, unit: '' },
    ],
    charts: [
      {
        name: 'host',
        title: 'Memory for each member of a host',
        unit: 'bytes; less is better',
        bars: sizes.map(({ name, from, each }) => ({
          label: name,
          value: Math.round(each),
          isProduct: from !== 'actors',
        })),
      },
    ],
    figures: { bytes: sizes, delays: loops, lifecycles: costFigures(costs), disk },
  };
}

export const host: Benchmark = { name: 'host', run };
