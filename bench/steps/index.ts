import type { Benchmark, Report, Setting } from '../support/report.ts';
import { figure, type Spread, withSpread } from '../support/stats.ts';
import { start } from '../support/subprocess.ts';
import type { HeapRequest } from './heap.ts';
import type { StepsRequest, StepsResult } from './measure.ts';
import { LIFECYCLE, STEP, STEP_NEW, STEP_UNCHECKED, TRANSITION } from './names.ts';

const fileOf = (name: string): URL => new URL(`./${name}.ts`, import.meta.url);

/** Runs one request in a new process. */
async function askOnce<Request extends object, Result>(
  name: string,
  request: Request,
): Promise<Result> {
  const process = start<Request, Result>(fileOf(name));
  try {
    return await process.ask(request);
  } finally {
    await process.stop();
  }
}

async function run({ quick }: Setting): Promise<Report> {
  const count = quick ? 1_000 : 20_000;
  const { times, bytes } = await askOnce<StepsRequest, StepsResult>('measure', {
    time: quick ? 200 : 2_000,
  });
  const heap = {
    polling: await askOnce<HeapRequest, number>('heap', { state: 'polling', count }),
    challenged: await askOnce<HeapRequest, number>('heap', { state: 'challenged', count }),
  };
  const median = (name: string): number => (times[name] as Spread).median;
  return {
    title: '3  persist, restore and step',
    method: `µs per call, by tinybench, in its own process; medians with quartiles. Bytes as JSON, and as live objects: heap per record, of ${figure(count)} records of waiting members. The lifecycle has one question. Each step checks the event, and checks the record if the process sees it for the first time. XState's \`transition\` runs the same chart on the same poll, without checks.`,
    tables: [
      {
        head: ['', 'µs', 'to a lifecycle', "to XState's transition"],
        rows: Object.entries(times).map(([name, time]) => [
          name,
          withSpread(time),
          `${(time.median / median(LIFECYCLE)).toFixed(3)}×`,
          `${(time.median / median(TRANSITION)).toFixed(3)}×`,
        ]),
      },
      {
        head: ['', 'bytes'],
        rows: [
          ...Object.entries(bytes).map(([name, length]) => [name, figure(length)]),
          ['live record, polling', figure(Math.round(heap.polling))],
          ['live record, with a question', figure(Math.round(heap.challenged))],
        ],
      },
    ],
    aims: [
      { what: STEP, value: median(STEP), limit: 2.5, unit: ' µs' },
      {
        what: "step to XState's transition",
        value: median(STEP) / median(TRANSITION),
        limit: 0.07,
        unit: '×',
      },
      { what: 'live record, polling', value: heap.polling, limit: 1_000, unit: ' bytes' },
      {
        what: 'live record, with a question',
        value: heap.challenged,
        limit: 1_400,
        unit: ' bytes',
      },
    ],
    charts: [
      {
        name: 'steps',
        title: 'One poll, by steps and by XState',
        unit: 'µs; less is better',
        bars: [STEP_UNCHECKED, STEP, STEP_NEW, TRANSITION].map((name) => {
          const { median: value, low, high } = times[name] as Spread;
          return { label: name, value, low, high, isProduct: name !== TRANSITION };
        }),
      },
      {
        name: 'records',
        title: 'A record of a waiting member, in memory',
        unit: 'bytes; less is better',
        bars: [
          { label: 'polling', value: Math.round(heap.polling), isProduct: true },
          { label: 'with a question', value: Math.round(heap.challenged), isProduct: true },
        ],
      },
    ],
    figures: { times, bytes, heap },
  };
}

export const steps: Benchmark = { name: 'steps', run };
