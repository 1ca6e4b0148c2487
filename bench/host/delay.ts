import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { StillMx } from '../members/crowd.ts';
import type { DelayRequest } from '../members/delay.ts';
import { type Delay, watchEventLoop } from '../support/event-loop.ts';
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

/** The event loop while so many members of a host poll, as `members/delay.ts` for actors. */
serve<HostDelayRequest, HostDelay>(async ({ from, count, settle, watch }) => {
  const mx = new StillMx('polling');
  const loop = watchEventLoop(mx);
  const store = from === 'restore' ? await fullStore('polling', count) : undefined;
  if (from === 'restore') loop.enable();
  const begun = performance.now();
  const host = await open({ port: mx, ...(store && { store }) });
  const opened = performance.now() - begun;
  if (from === 'herd') {
    // The herd itself is watched too.
    loop.enable();
    await startMany(host, count);
  }
  await wait(settle);
  return { ...(await loop.measure(watch)), opened };
});
