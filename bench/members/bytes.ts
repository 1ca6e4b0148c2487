import { setTimeout as wait } from 'node:timers/promises';
import { inUse } from '../support/memory.ts';
import { serve } from '../support/subprocess.ts';
import { type Clock, type State, StillMx, startCrowd } from './crowd.ts';

export interface BytesRequest {
  readonly state: State;
  readonly count: number;
}

/** The first reading comes at once and the next one never, on real timers: so everybody waits. */
const clock: Clock = {
  setTimeout: (fn, ms) => setTimeout(fn, ms < 2_000 ? 0 : 2 ** 30),
  clearTimeout: (id) => clearTimeout(id),
};

/** Bytes for each member that waits. What is needed once is there before the counting begins. */
serve<BytesRequest, number>(async ({ state, count }) => {
  const before = [await startCrowd(state, new StillMx(state), 100, clock)];
  await wait(100);
  const start = await inUse();
  const mx = new StillMx(state);
  const actors = await startCrowd(state, mx, count, clock);
  // The bare machine keeps what it was told at the start, and does not read before its pace says so.
  while (state !== 'bare' && mx.readings < count) await wait(50);
  const bytes = ((await inUse()) - start) / actors.length;
  const places = new Set(actors.map((actor) => JSON.stringify(actor.getSnapshot().value)));
  const expected = `{"${state === 'challenged' ? state : 'aggregating'}":"waiting"}`;
  if (before.length !== 1 || [...places].join() !== expected)
    throw new Error(`They are in ${[...places].join()}.`);
  return bytes;
});
