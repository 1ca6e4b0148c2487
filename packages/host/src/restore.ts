import { type MemberRecord, recover } from '@mx-member/machine/step';
import { nextTurn } from './clock.ts';
import type { Engine } from './engine.ts';
import type { Live } from './live.ts';
import { isUserWaiting, spacing } from './priorities.ts';
import { createShare } from './share.ts';
import type { HostStore, KeptOutcome } from './store.ts';

/** Goes on with what a store has kept. */

/** After so long the event loop goes on, in ms. */
const SLICE = 5;
const REPORT_EVERY = 1_000;

export interface RestoreOptions {
  readonly store: HostStore;
  readonly engine: Engine;
  readonly requestsPerSecond: number | undefined;
  readonly onOutcome: (outcome: KeptOutcome) => void;
  readonly onRestore: (restored: number) => void;
  readonly onError: (thrown: unknown, where: 'record') => void;
}

/** The user waited when the process ended, or is asked something now. */
const goesFirst = (kept: MemberRecord, live: Live): boolean =>
  isUserWaiting(kept) || isUserWaiting(live.record);

/** Restores all members, and spreads their first polls. A record that cannot be read is reported, and stays as it is. */
export async function restore(options: RestoreOptions): Promise<void> {
  const { store, engine, onOutcome, onRestore, onError } = options;
  const share = createShare();
  const waiting: Live[] = [];
  const others: Live[] = [];
  let count = 0;
  let from = performance.now();
  for await (const kept of store.load()) {
    if (kept.type === 'outcome') onOutcome(kept);
    else
      try {
        const step = recover(kept.record);
        const live = engine.restored({ ...step, record: share(step.record) });
        (goesFirst(kept.record, live) ? waiting : others).push(live);
      } catch (thrown) {
        onError(thrown, 'record');
      }
    count += 1;
    if (performance.now() - from > SLICE) {
      await nextTurn();
      from = performance.now();
    }
    if (count % REPORT_EVERY === 0) onRestore(count);
  }
  onRestore(count);
  await plan(options, waiting, others);
}

async function plan(
  { engine, requestsPerSecond }: RestoreOptions,
  waiting: readonly Live[],
  others: readonly Live[],
): Promise<void> {
  const from = engine.clock();
  for (const live of waiting) engine.planFirst(live, from, true);
  const space = spacing(others.length, requestsPerSecond);
  for (const [index, live] of others.entries()) {
    engine.planFirst(live, from + Math.floor(index * space), false);
    if (index % 10_000 === 9_999) await nextTurn();
  }
}
