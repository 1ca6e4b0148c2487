import type { CreatingHost, MemberLogins } from '@mx-member/http/create';
import type { Erased } from '@mx-member/http/host';
import type { MemberId } from '@mx-member/machine/step';
import type { Story } from '@mx-member/machine/trace';
import { Host } from './host.ts';
import { Counters } from './operate/counters.ts';
import { type HostStats, statsOf } from './operate/stats.ts';
import { HOST_ERROR_PLACES, type HostOptions, hostSettings } from './options.ts';
import { createOutcomeStore } from './store/memory-store.ts';
import { ObservedClock } from './store/observed-clock.ts';

/** A host in this process. */
export interface RunningHost extends CreatingHost {
  /** Statistics since the host was created. It visits every running member, so call it every few seconds at most. */
  stats(): HostStats;
  /**
   * Tells what happened to a member in its last two lifecycles: what MX showed, which rule decided, what the person did, and what was
   * sent. It contains no guid, no text of the bank and no answer. `storyText` makes a text of it.
   *
   * @param member Its user can be left out, if the store can find a member by its guid alone.
   * @returns The oldest lifecycle first. Empty with `explains: false`.
   * @throws {HostError} `notFound`, `unreadable`. `invalid` when the user is needed.
   */
  explain(member: Pick<MemberId, 'memberGuid'> & Partial<MemberId>): Promise<Story>;
  /**
   * Tells how many logins in a row the bank has refused, and how many were sent lately. `loginsText` makes sentences of it.
   *
   * @param member Its user can be left out, if the store can find a member by its guid alone.
   * @throws {HostError} `notFound`, `unreachable`. `invalid` when the user is needed.
   */
  loginsOf(member: Pick<MemberId, 'memberGuid'> & Partial<MemberId>): Promise<MemberLogins>;
  /**
   * Forgets which logins of a member the bank has refused, for example because a call centre knows that the bank has unlocked the
   * account. Its next login is then the first one. `loginsOf` tells who did it, and why.
   *
   * @param given Who, and why: 1 to 200 characters each. The store keeps them, so they must not name the person.
   * @throws {HostError} like `loginsOf`.
   */
  resetLogins(
    member: Pick<MemberId, 'memberGuid'> & Partial<MemberId>,
    given: { readonly by: string; readonly reason: string },
  ): Promise<MemberLogins>;
  /**
   * Erases everything that the store has about a user: records, outcomes, creations, logins, and records that were set aside.
   * Running lifecycles are cancelled first, and `onEnded` may get their outcomes. Nothing changes at MX. Afterwards the
   * host does not know the members.
   *
   * @returns What was erased.
   * @throws {HostError} `unreachable` when the store fails; then nothing is erased. `invalid` when the argument is not
   * an id.
   */
  forget(userGuid: string): Promise<Required<Erased>>;
}

/**
 * Creates a host, which runs many members in one process. Resolves after it has restored the members of its store.
 *
 * ```ts
 * const host = await createHost({ port: mx, store: openSqlite('members.db') });
 * await host.start({ member, job: 'aggregate' });
 * ```
 *
 * @throws {TypeError} when an option is wrong. Also rejects with the error of the store when it cannot be read.
 */
export async function createHost(options: HostOptions): Promise<RunningHost> {
  const { store = createOutcomeStore(), now = () => Date.now() } = options;
  const counters = new Counters(HOST_ERROR_PLACES, now);
  const settings = hostSettings(options, counters);
  const observed = await ObservedClock.of(store, now);
  const host = await new Host(settings, { store, now, observed, counters }).open();
  return Object.assign(host, { stats: () => statsOf(host.load, counters) });
}
