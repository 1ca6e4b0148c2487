import type { CreatingHost } from '@mx-member/http/create';
import { Host } from './host.ts';
import { Counters } from './operate/counters.ts';
import { type HostStats, statsOf } from './operate/stats.ts';
import { type HostOptions, hostSettings } from './options.ts';
import { createOutcomeStore } from './store/memory-store.ts';
import { ObservedClock } from './store/observed-clock.ts';
import type { Erased } from './store/store.ts';

/** A host of this process. */
export interface RunningHost extends CreatingHost {
  /** How it does, in numbers, since it was made. It looks at each running member once: ask every few seconds at most. */
  stats(): HostStats;
  /**
   * Erases everything of a user in the store: records, outcomes, creations, and records that were set aside. Members that run
   * are cancelled first, which `onEnded` may get. Nothing is changed at MX. Afterwards the members are not known.
   * @returns What was erased.
   * @throws {HostError} `unreachable` when the store fails, and nothing is erased; `invalid` for anything but an id.
   */
  forget(userGuid: string): Promise<Erased>;
}

/**
 * Runs many members in one process. Resolves when it has restored the members of its store.
 *
 * ```ts
 * const host = await createHost({ port: mx, store: openSqlite('members.db') });
 * await host.start({ member, job: 'aggregate' });
 * ```
 *
 * @throws {TypeError} for an option that is not valid; the error of the store when it cannot be read.
 */
export async function createHost(options: HostOptions): Promise<RunningHost> {
  const counters = new Counters();
  const settings = hostSettings(options, counters);
  const { store = createOutcomeStore(), now = () => Date.now() } = settings;
  const observed = await ObservedClock.of(store, now);
  const host = await new Host(settings, { store, now, observed }).open();
  return Object.assign(host, { stats: () => statsOf(host.load, counters) });
}
