import type { Call, MemberView } from '@mx-member/machine/step';
import { NEVER, type RunningMember } from '../members/running-member.ts';
import type { Counters } from './counters.ts';

/** After so long a member that is due counts as late, in ms. */
const LATE = 10_000;

/** How a host does, in numbers. No member is named. */
export interface HostStats {
  /** `false` when `close` was called. */
  readonly isOpen: boolean;
  /** The last commit of the store has failed, so starts and answers are refused. */
  readonly isStoreFailing: boolean;
  /** Members that run, by their state. */
  readonly members: Readonly<Partial<Record<MemberView['state'], number>>>;
  /** How long the member that is due for longest has waited for its turn, in ms; 0 when none waits. */
  readonly lag: number;
  /** Members that have waited longer than 10 s for their turn. */
  readonly late: number;
  /** Calls to MX that are under way, and the most that may be (`maxInFlight`). */
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** The most calls that begin in a second: what MX takes, as far as its replies have shown. 1,000 or more until its first 429. */
  readonly perSecond: number;
  /** Outcomes that `onEnded` has not acknowledged. */
  readonly undelivered: number;
  /** Calls that have ended, by their name and `ok` or the code of the fault: `rateLimited` is a 429. */
  readonly calls: Readonly<Partial<Record<Call, Readonly<Record<string, number>>>>>;
  /** What was thrown, by the place of `onError`: `store`, `onEnded` … */
  readonly errors: Readonly<Record<string, number>>;
}

/** What a host knows of its work now. */
export interface HostLoad extends Pick<HostStats, 'isOpen' | 'undelivered' | 'maxInFlight'> {
  readonly engine: {
    readonly members: Iterable<RunningMember>;
    /** The clock of `dueAt`. */
    readonly clock: () => number;
    readonly perSecond: number;
    readonly writer: { readonly isFailing: boolean };
  };
}

/** Looks at each member once. */
export function statsOf({ engine, ...load }: HostLoad, { calls, errors }: Counters): HostStats {
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
    isStoreFailing: engine.writer.isFailing,
    perSecond: engine.perSecond,
    members: states,
    lag,
    late,
    inFlight,
    calls: Object.fromEntries(
      [...calls].map(([call, counts]) => [call, Object.fromEntries(counts)]),
    ),
    errors: Object.fromEntries(errors),
  };
}
