import { setTimeout as wait } from 'node:timers/promises';
import { inUse } from '../support/memory.ts';
import { serve } from '../support/subprocess.ts';
import { type Clock, type State, StillMx, startCrowd } from './actors.ts';
import { fullStore, open, startMany } from './crowd.ts';

export interface BytesRequest {
  readonly state: State;
  /** `actors`: without a host, each an actor of XState. */
  readonly from: 'begun' | 'restored' | 'actors';
  readonly count: number;
}

/** The first poll comes at once, and the second one never. In ms. */
const NEVER = 2 ** 30;
/** A clock on real timers, for actors. */
const clock: Clock = {
  setTimeout: (fn, ms) => setTimeout(fn, ms < 2_000 ? 0 : NEVER),
  clearTimeout: (id) => clearTimeout(id),
};
const pacing = { first: 0, spread: 0, busy: NEVER, needsUser: NEVER };

async function crowd({ state, from, count }: BytesRequest): Promise<object> {
  const mx = new StillMx(state);
  if (from === 'actors') {
    const actors = await startCrowd(mx, count, clock);
    while (mx.readings < count) await wait(50);
    return actors;
  }
  const store = from === 'restored' ? await fullStore(state, count) : undefined;
  const host = await open({ port: mx, pacing, ...(store && { store }) });
  if (from === 'begun') await startMany(host, count);
  while (mx.readings < count) await wait(50);
  return host;
}

/** Bytes per waiting member, including everything that a host keeps for it. */
serve<BytesRequest, number>(async (request) => {
  const before = await crowd({ ...request, count: 100 });
  const start = await inUse();
  const held = await crowd(request);
  const bytes = ((await inUse()) - start) / request.count;
  if (before === held) throw new Error('There is only one crowd.');
  return bytes;
});
