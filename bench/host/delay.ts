import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { StillMx } from '../members/crowd.ts';
import type { DelayRequest } from '../members/delay.ts';
import { type Delay, watchEventLoop } from '../support/event-loop.ts';
import { serve } from '../support/subprocess.ts';
import { fullStore, open, startMany } from './crowd.ts';

export interface HostDelayRequest extends Omit<DelayRequest, 'state'> {
  /** `herd`: all members begin together. `restore`: they come from a store, and are watched from the first record. */
  readonly from: 'herd' | 'restore';
}

export type HostDelay = Delay & {
  /** How long it took to open the host, in ms. */
  readonly opened: number;
};

/** Measures the event loop while many members of a host poll. `members/delay.ts` does the same for actors. */
serve<HostDelayRequest, HostDelay>(async ({ from, count, settle, watch }) => {
  const mx = new StillMx('polling');
  const loop = watchEventLoop(mx);
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
