import { setTimeout as wait } from 'node:timers/promises';
import { StillMx } from '../members/crowd.ts';
import { inUse } from '../support/memory.ts';
import { serve } from '../support/subprocess.ts';
import { fullStore, type HostState, open, startMany } from './crowd.ts';

export interface BytesRequest {
  readonly state: HostState;
  readonly from: 'begun' | 'restored';
  readonly count: number;
}

/** The first poll comes at once, and the second one never. In ms. */
const NEVER = 2 ** 30;
const pacing = { first: 0, spread: 0, busy: NEVER, needsUser: NEVER };

async function crowd({ state, from, count }: BytesRequest): Promise<object> {
  const mx = new StillMx(state);
  const store = from === 'restored' ? await fullStore(state, count) : undefined;
  const host = await open({ port: mx, pacing, ...(store && { store }) });
  if (from === 'begun') await startMany(host, count);
  while (mx.readings < count) await wait(50);
  return host;
}

/** Bytes per waiting member, including everything that the host keeps for it. */
serve<BytesRequest, number>(async (request) => {
  const before = await crowd({ ...request, count: 100 });
  const start = await inUse();
  const host = await crowd(request);
  const bytes = ((await inUse()) - start) / request.count;
  if (before === host) throw new Error('There is only one host.');
  return bytes;
});
