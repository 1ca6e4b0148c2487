import { setTimeout as wait } from 'node:timers/promises';
import { inUse } from '../support/memory.ts';
import { serve } from '../support/subprocess.ts';
import { type Clock, type State, StillMx, startCrowd } from './crowd.ts';

export interface BytesRequest {
  readonly state: State;
  readonly count: number;
}

/** A clock on real timers. The first reading comes at once and the second one never, so that all members wait. */
const clock: Clock = {
  setTimeout: (fn, ms) => setTimeout(fn, ms < 2_000 ? 0 : 2 ** 30),
  clearTimeout: (id) => clearTimeout(id),
};

/** Bytes per waiting member. Things that are needed only once exist before the measurement begins. */
serve<BytesRequest, number>(async ({ state, count }) => {
  const before = [await startCrowd(state, new StillMx(state), 100, clock)];
  await wait(100);
  const start = await inUse();
  const mx = new StillMx(state);
  const actors = await startCrowd(state, mx, count, clock);
  // The bare machine has not read yet: it waits for its first poll.
  while (state !== 'bare' && mx.readings < count) await wait(50);
  const bytes = ((await inUse()) - start) / actors.length;
  const places = new Set(actors.map((actor) => JSON.stringify(actor.getSnapshot().value)));
  const expected = `{"${state === 'challenged' ? state : 'aggregating'}":"waiting"}`;
  if (before.length !== 1 || [...places].join() !== expected)
    throw new Error(`They are in ${[...places].join()}.`);
  return bytes;
});
