import { setTimeout as wait } from 'node:timers/promises';
import { type Delay, watchEventLoop } from '../support/event-loop.ts';
import { serve } from '../support/subprocess.ts';
import { type State, StillMx, startCrowd } from './crowd.ts';

export interface DelayRequest {
  readonly state: State;
  readonly count: number;
  /** How long to wait for all starts, in ms. */
  readonly settle: number;
  readonly watch: number;
}

/** Measures the event loop while many members poll at the default pacing, on real timers. */
serve<DelayRequest, Delay>(async ({ state, count, settle, watch }) => {
  const mx = new StillMx(state);
  await startCrowd(state, mx, count);
  await wait(settle);
  return watchEventLoop(mx).measure(watch);
});
