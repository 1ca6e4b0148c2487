import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { StillMx } from '../members/crowd.ts';
import type { Delay, DelayRequest } from '../members/delay.ts';
import { serve } from '../support/subprocess.ts';
import { fullStore, open, startMany } from './crowd.ts';

export interface HostDelayRequest extends Omit<DelayRequest, 'state'> {
  /** `herd`: all begin together. `restore`: from a store, watched from the first record on. */
  readonly from: 'herd' | 'restore';
}

export type HostDelay = Delay & {
  /** Until the host is there, in ms. */
  readonly opened: number;
};

const RESOLUTION = 5;
const beyond = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION);

/** The event loop while so many members of a host poll, as `members/delay.ts` for actors. */
serve<HostDelayRequest, HostDelay>(async ({ from, count, settle, watch }) => {
  const mx = new StillMx('polling');
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  const store = from === 'restore' ? await fullStore('polling', count) : undefined;
  if (from === 'restore') histogram.enable();
  const begun = performance.now();
  const host = await open({ port: mx, ...(store && { store }) });
  const opened = performance.now() - begun;
  if (from === 'herd') {
    // The herd itself is watched too.
    histogram.enable();
    await startMany(host, count);
  }
  await wait(settle);
  const cpu = process.cpuUsage();
  const readings = mx.readings;
  const start = performance.now();
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
    opened,
  };
});
