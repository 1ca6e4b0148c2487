import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { serve } from '../support/subprocess.ts';
import { type State, StillMx, startCrowd } from './crowd.ts';

export interface DelayRequest {
  readonly state: State;
  readonly count: number;
  /** How long to let everybody start, and then to watch, in ms. */
  readonly settle: number;
  readonly watch: number;
}

export interface Delay {
  /** How much later than due the event loop came by, in ms. */
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** What part of one core was at work. */
  readonly busy: number;
  readonly readingsPerSecond: number;
}

/** The histogram holds the whole interval between two looks, in ns. */
const RESOLUTION = 5;
const beyond = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION);

/** The event loop while so many members poll at the default pacing, on real timers. */
serve<DelayRequest, Delay>(async ({ state, count, settle, watch }) => {
  const mx = new StillMx(state);
  await startCrowd(state, mx, count);
  await wait(settle);
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  const cpu = process.cpuUsage();
  const readings = mx.readings;
  const start = performance.now();
  histogram.enable();
  await wait(watch);
  histogram.disable();
  const passed = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return {
    p50: beyond(histogram.percentile(50)),
    p99: beyond(histogram.percentile(99)),
    most: beyond(histogram.max),
    busy: (user + system) / 1000 / passed,
    readingsPerSecond: ((mx.readings - readings) / passed) * 1000,
  };
});
