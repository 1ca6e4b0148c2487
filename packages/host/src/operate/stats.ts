import type { Unusable } from '@mx-member/http/web';
import type { Call, MemberView } from '@mx-member/machine/step';
import { NEVER, type RunningMember } from '../members/running-member.ts';
import type { Counters } from './counters.ts';

/** A member that has been due for longer than this counts as late, in ms. */
const LATE = 10_000;

/** How a host is doing, in numbers. They do not identify a member. */
export interface HostStats {
  /** `false` after `close` was called. */
  readonly isOpen: boolean;
  /**
   * Whether the last commit has failed or hangs, or the database may have given the members to another process. Starts
   * and answers are then refused at once.
   */
  readonly isStoreFailing: boolean;
  /** Whether changes have waited for a minute without an attempt to store them. Only a restart helps then. */
  readonly isStoreStuck: boolean;
  /**
   * Whether calls are paused, because MX refuses the API key. One poll at a time finds out whether it works again. Starts
   * and answers are refused meanwhile.
   */
  readonly isPaused: boolean;
  /** Running members by state. */
  readonly members: Readonly<Partial<Record<MemberView['state'], number>>>;
  /** How long the member that has been due the longest has waited, in ms. 0 if none waits. */
  readonly lag: number;
  /** Members that have waited longer than 10 s for their turn. */
  readonly late: number;
  /** Running calls to MX, and their maximum (`maxInFlight`). */
  readonly inFlight: number;
  readonly maxInFlight: number;
  /**
   * The maximum number of calls that start in a second: what MX accepts, as far as its replies have shown. At least
   * 1,000 until its first 429.
   */
  readonly perSecond: number;
  /** Outcomes that `onEnded` has not acknowledged. */
  readonly undelivered: number;
  /**
   * Ended calls by their name, and `ok` or the code of the fault. `rateLimited` is a 429. `create` has creations of members that
   * failed.
   */
  readonly calls: Readonly<Partial<Record<Call | 'create', Readonly<Record<string, number>>>>>;
  /** Why MX cannot be used at present: no call has got a usable reply since. `null` while MX answers. */
  readonly unusable: Unusable | null;
  /** Calls without a usable reply, by cause: `certificate`, `name` … */
  readonly failures: Readonly<Record<string, number>>;
  /** Outcomes by reason. The reason of a success is `connected`. After a crash an outcome can be counted again. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** New credentials that were held back until a yes of the person, by reason: `refusedTwice` … */
  readonly held: Readonly<Record<string, number>>;
  /** Errors by the place that `onError` got: `store`, `onEnded` … */
  readonly errors: Readonly<Record<string, number>>;
}

/** Whether a host accepts starts and answers. */
export const isReady = ({ isOpen, isStoreFailing }: HostStats): boolean =>
  isOpen && !isStoreFailing;

/** The current work of a host. */
export interface HostLoad extends Pick<HostStats, 'isOpen' | 'undelivered' | 'maxInFlight'> {
  readonly engine: {
    readonly members: Iterable<RunningMember>;
    /** The clock that `dueAt` uses. */
    readonly clock: () => number;
    readonly perSecond: number;
    readonly isStoreFailing: boolean;
    readonly isPaused: boolean;
    readonly writer: { readonly isStuck: boolean };
  };
}

/** Computes the statistics. It visits each member once. */
export function statsOf(
  { engine, ...load }: HostLoad,
  { calls, errors, outcomes, held, mx }: Counters,
): HostStats {
  const now = engine.clock();
  const states: Partial<Record<MemberView['state'], number>> = {};
  let [lag, late, inFlight] = [0, 0, 0];
  for (const { record, dueAt, flight } of engine.members) {
    const [state] = record.state.split('.') as [MemberView['state']];
    states[state] = (states[state] ?? 0) + 1;
    if (flight) inFlight += 1;
    const waited = dueAt === NEVER ? 0 : Math.max(0, now - dueAt);
    lag = Math.max(lag, waited);
    if (waited > LATE) late += 1;
  }
  return {
    ...load,
    isStoreFailing: engine.isStoreFailing,
    isPaused: engine.isPaused,
    isStoreStuck: engine.writer.isStuck,
    perSecond: engine.perSecond,
    members: states,
    lag,
    late,
    inFlight,
    calls: Object.fromEntries(
      [...calls].map(([call, counts]) => [call, Object.fromEntries(counts)]),
    ),
    unusable: mx.present,
    failures: Object.fromEntries(mx.failures),
    outcomes: Object.fromEntries(outcomes),
    held: Object.fromEntries(held),
    errors: Object.fromEntries(errors),
  };
}
