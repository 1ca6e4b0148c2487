import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { type Delay, watchEventLoop } from '../support/event-loop.ts';
import { serve } from '../support/subprocess.ts';
import { StillMx, startCrowd } from './actors.ts';
import { fullStore, open, startMany } from './crowd.ts';

export interface HostDelayRequest {
  /**
   * `herd`: all members begin together. `restore`: they come from a store, and are watched from the first record. `actors`: a herd
   * without a host.
   */
  readonly from: 'herd' | 'restore' | 'actors';
  readonly count: number;
  /** How long to wait for all starts, in ms. */
  readonly settle: number;
  readonly watch: number;
}

export type HostDelay = Delay & {
  /** How long it took to open the host, in ms. */
  readonly opened: number;
};

/** Measures the event loop while many members poll at the default pacing, on real timers. */
serve<HostDelayRequest, HostDelay>(async ({ from, count, settle, watch }) => {
  const mx = new StillMx('polling');
  const loop = watchEventLoop(mx);
  if (from === 'actors') {
    await startCrowd(mx, count);
    await wait(settle);
    return { ...(await loop.measure(watch)), opened: 0 };
  }
  const store = from === 'restore' ? await fullStore('polling', count) : undefined;
  if (from === 'restore') loop.enable();
  const begun = performance.now();
  const host = await open({ port: mx, ...(store && { store }) });
  const opened = performance.now() - begun;
  if (from === 'herd') {
    // The start of the herd is watched too.
    loop.enable();
    await startMany(host, count);
  }
  await wait(settle);
  return { ...(await loop.measure(watch)), opened };
});
