import type { StepsRequest, StepsResult } from './steps/measure.ts';
import type { Benchmark, Report, Setting } from './support/report.ts';
import { figure, type Spread, withSpread } from './support/stats.ts';
import { start } from './support/subprocess.ts';

const LIFECYCLE = 'begin and seven steps: a lifecycle';

async function run({ quick }: Setting): Promise<Report> {
  const process = start<StepsRequest, StepsResult>(new URL('steps/measure.ts', import.meta.url));
  const { times, bytes } = await process
    .ask({ time: quick ? 200 : 2_000 })
    .finally(() => process.stop());
  const whole = (times[LIFECYCLE] as Spread).median;
  return {
    title: '5  persist, restore and step',
    method: `µs for one call, by tinybench, in a process of its own, medians with quartiles; bytes as JSON. The lifecycle has one question. Each step checks the record and the event, which come from outside.`,
    tables: [
      {
        head: ['', 'µs', 'to a lifecycle'],
        rows: Object.entries(times).map(([name, time]) => [
          name,
          withSpread(time),
          `${(time.median / whole).toFixed(3)}×`,
        ]),
      },
      {
        head: ['', 'bytes'],
        rows: Object.entries(bytes).map(([name, length]) => [name, figure(length)]),
      },
    ],
    aims: [],
    charts: [],
    figures: { times, bytes },
  };
}

export const steps: Benchmark = { name: 'steps', run };
