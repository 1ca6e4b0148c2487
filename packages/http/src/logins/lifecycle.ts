import { hasOwnJob } from '@mx-member/machine/hosting';
import {
  type Baseline,
  isOver,
  type MemberRecord,
  type Reading,
  recordView,
} from '@mx-member/machine/step';
import { type LoginHistory, type Refusals, refusalsOf, withLogin } from './history.ts';
import { isHeldStart } from './holds.ts';
import { isLaterJob, shownBy, withJob, withReading } from './shown.ts';

/** What a lifecycle does to the logins of its member: pure functions, so that each host counts in the same way. */

/** The part of a reading that says what came of a login. */
export type LoginReading = Pick<
  Partial<Reading>,
  | 'connectionStatus'
  | 'isBeingAggregated'
  | 'errorCode'
  | 'aggregatedAt'
  | 'successfullyAggregatedAt'
>;

/** What a lifecycle has seen of its member's logins. It is JSON. */
export interface SeenLogins {
  /** What MX showed before the lifecycle. `null` if nobody has read it. */
  readonly before: LoginReading | null;
  /** The last reading, and when it arrived, in ms since 1970. `null` without one. */
  readonly reading: LoginReading | null;
  readonly at: number | null;
  /** MX's time of the job that the lifecycle follows. `null` if MX has not said it. */
  readonly job: string | null;
  /** Whether a person has asked here for the job that the last reading is about. */
  readonly by: Refusals['by'];
  /** Whether the last reading tells what came of all logins before it. */
  readonly isEnd: boolean;
}

/** The rules by which the end of a job ends a lifecycle. */
const ENDS: readonly string[] = ['failed', 'connected'];

const loginReading = ({
  connectionStatus = null,
  isBeingAggregated = null,
  errorCode,
  aggregatedAt = null,
  successfullyAggregatedAt,
}: Baseline): LoginReading => ({
  connectionStatus,
  isBeingAggregated,
  aggregatedAt,
  ...(successfullyAggregatedAt !== undefined && { successfullyAggregatedAt }),
  ...(errorCode !== undefined && { errorCode }),
});

/** When a reading of a lifecycle arrived: never before the act with which the lifecycle began, also if the clock was set back since. */
const notBefore = (act: MemberRecord['context']['act'], at: number): number =>
  Math.max(at, act?.at ?? at);

/** Whether the last reading is about a job that a person asked for here: MX took the start, or began a job after an act. */
function isAskedHere(record: MemberRecord): boolean {
  const start = recordView(record).outcome?.start;
  const { act } = record.context;
  const isFollowed = start !== 'due' && hasOwnJob(act);
  return start === 'taken' || start === 'lost' || isFollowed;
}

/** What a lifecycle had seen when it ended. `null` if it runs. */
export function seenAtEnd(record: MemberRecord): SeenLogins | null {
  if (!isOver(record)) return null;
  const { baseline, reading, act, evidence } = record.context;
  return {
    before: baseline && loginReading(baseline),
    reading: reading && loginReading(reading),
    at: reading && notBefore(act, reading.at),
    job: evidence?.aggregatedAt ?? null,
    by: isAskedHere(record) ? 'here' : 'elsewhere',
    // A lifecycle that was cancelled, or has waited too long, has not seen the end of its job. After a lost reply, MX may have no job.
    isEnd: ENDS.includes(recordView(record).rule) && act?.isTaken !== false,
  };
}

/**
 * What a poll shows. Another job may begin before the lifecycle ends, and MX shows the last one alone.
 *
 * @param record The record before the poll. `null` if it is not known.
 * @param at When it arrived, in ms since 1970.
 * @returns `null` if no job has ended without success, or if MX does not say when it began.
 */
export function seenInPoll(
  reading: Reading,
  record: MemberRecord | null,
  at: number,
): SeenLogins | null {
  const shown = shownBy(reading);
  const isOver = shown === 'refused' || shown === 'ended';
  if (!isOver || reading.isBeingAggregated !== false || !reading.aggregatedAt) return null;
  const { act = null, evidence } = record?.context ?? {};
  return {
    ...{ before: null, reading: loginReading(reading), by: 'elsewhere', isEnd: false },
    at: notBefore(act, at),
    job: evidence?.aggregatedAt ?? null,
  };
}

/** Whether the bank has accepted the last login. */
export const isAcceptedAtEnd = ({ isEnd, reading }: SeenLogins): boolean =>
  isEnd && reading !== null && shownBy(reading) === 'accepted';

/**
 * Notes what a lifecycle has seen. It can be noted again, also after later logins.
 *
 * @param now In ms since 1970.
 */
export function withSeen(
  history: LoginHistory,
  memberGuid: string,
  { before, reading, at, job, by, isEnd }: SeenLogins,
  now: number,
): LoginHistory {
  // What was sent since is not part of it.
  const then = { now: at ?? now };
  const last = history.refusals[memberGuid];
  const isNew = before !== null && (!last || isLaterJob(before, last));
  const known = isNew
    ? withReading(history, memberGuid, before, { ...then, by: 'elsewhere' })
    : history;
  if (!reading) return known;
  const named = job === null ? known : withJob(known, memberGuid, job, then.now);
  const until = isEnd && at !== null ? { until: at } : {};
  return withReading(named, memberGuid, reading, { ...then, ...until, by });
}

/** A start that is about to be sent. */
export interface StartOfMember {
  readonly memberGuid: string;
  /** When it is sent, in ms since 1970. A start with the same time is the same one. */
  readonly at: number;
  /** The last reading that shows no job. `null` without one. */
  readonly look: LoginReading | null;
  /** When MX took the credentials with which the lifecycle began, or the person has checked the login, in ms since 1970. `null` without. */
  readonly enteredAt: number | null;
  /** Whether MX begins a job of its own after that. */
  readonly hasOwnJob: boolean;
}

/** The start of a record. @param at When it is sent, in ms since 1970. */
export function startOfRecord({ context }: MemberRecord, at: number): StartOfMember {
  const { member, reading, act } = context;
  return {
    memberGuid: member.memberGuid,
    at,
    look: reading?.isBeingAggregated === false ? loginReading(reading) : null,
    enteredAt: act && act.isTaken !== false ? act.at : null,
    hasOwnJob: hasOwnJob(act),
  };
}

/**
 * What happens to a start. `hold`: the bank has refused the last two logins, MX still shows that, and nobody has entered other
 * credentials. The member then ends as if another job had failed. `notYet`: MX has not shown what the bank says to the new ones.
 */
export type StartRuling = 'send' | 'hold' | 'notYet';

/** Without a sign of the job that follows new credentials, our start is sent after this, in ms. Replicas of MX lag by seconds. */
const SHOWN_WITHIN = 60_000;

/** Counts a start before it is sent. */
export function withStart(
  history: LoginHistory,
  { memberGuid, at, look, enteredAt, hasOwnJob }: StartOfMember,
  now: number,
): readonly [LoginHistory, StartRuling] {
  if (history.logins.some((one) => one[0] === at && one[1] === memberGuid))
    return [history, 'send'];
  const arrived = Math.max(Math.min(at, now), enteredAt ?? 0);
  const seen = look
    ? withReading(history, memberGuid, look, { by: 'elsewhere', now: arrived })
    : history;
  if (isHeldStart(seen, memberGuid, { enteredAt, now })) return [seen, 'hold'];
  const refusals = refusalsOf(seen, memberGuid, now);
  const isUntold =
    refusals !== null &&
    hasOwnJob &&
    enteredAt !== null &&
    now - enteredAt < SHOWN_WITHIN &&
    look !== null &&
    !isLaterJob(look, refusals);
  return isUntold ? [seen, 'notYet'] : [withLogin(seen, [at, memberGuid], now), 'send'];
}
