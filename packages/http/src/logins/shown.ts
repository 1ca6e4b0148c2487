import type { Reading } from '@mx-member/machine/step';
import {
  CLOCKS_DIFFER,
  HOUR,
  type Login,
  type LoginHistory,
  lastLoginOf,
  openOf,
  pruned,
  type Refusals,
  withEnds,
} from './history.ts';

/** What MX shows of a user's logins, and what is remembered of it: pure functions. Time comes with the calls, in ms since 1970. */

/** Whether two times of MX are one moment. Some replicas omit the milliseconds. */
function isOneMoment(a: number, b: number): boolean {
  const isRough = a % 1_000 === 0 || b % 1_000 === 0;
  return a === b || (isRough && Math.floor(a / 1_000) === Math.floor(b / 1_000));
}

/** What MX shows of a login: the bank has refused it or accepted it, or it has ended in another way. */
type Shown = 'refused' | 'accepted' | 'ended';

const SHOWN = {
  DENIED: 'refused',
  PREVENTED: 'refused',
  LOCKED: 'refused',
  CONNECTED: 'accepted',
  IMPEDED: 'accepted',
  // The bank asks, so it has not refused the login.
  CHALLENGED: 'ended',
} as const satisfies Readonly<Record<string, Shown>>;

/** With these statuses MX has not said yet what came of a login. */
const UNTOLD: readonly unknown[] = [
  null,
  undefined,
  'CREATED',
  'UPDATED',
  'DELAYED',
  'RESUMED',
  'RECONNECTED',
  'PENDING',
];

/** A login without a known end that is older than this, in ms, may have had no job: MX throttles starts. */
const MISSED_FOR = HOUR / 4;

/** MX shows PREVENTED after three refused logins in a row (N-MEM). */
const PREVENTED_AFTER = 3;

/** Codes of MX's error object for a refused login (CW). */
const REFUSING_CODES: readonly unknown[] = [2004, 2005];

/** What a reading shows of a login. `null` if it does not say, also while a job runs. */
export function shownBy(reading: Partial<Reading>): Shown | null {
  const { connectionStatus, isBeingAggregated, errorCode } = reading;
  const status = String(connectionStatus);
  if (isBeingAggregated === true && status !== 'CHALLENGED') return null;
  if (REFUSING_CODES.includes(errorCode)) return 'refused';
  if (UNTOLD.includes(connectionStatus)) return null;
  return Object.hasOwn(SHOWN, status) ? SHOWN[status as keyof typeof SHOWN] : 'ended';
}

const msOf = (moment: string | null | undefined): number => Date.parse(moment ?? '');

/** Whether a moment of MX is later than another one. Without one of them nobody can say so. */
const isLater = (a: number, b: number): boolean => a > b && !isOneMoment(a, b);

/** Whether a reading is about a later job than the last refused one. Without times nobody can say so. */
export function isLaterJob({ aggregatedAt }: Partial<Reading>, refusals: Refusals): boolean {
  const [at, before] = [msOf(aggregatedAt), msOf(refusals.aggregatedAt)];
  return Number.isNaN(at - before) || isLater(at, before);
}

/** How a reading stands to what has been counted: from a later job, from the same one, or from an earlier one. */
function order(
  { aggregatedAt }: Partial<Reading>,
  known: Refusals,
  lastLogin: number,
): 'later' | 'same' | 'earlier' {
  const [at, before] = [msOf(aggregatedAt), msOf(known.aggregatedAt)];
  // MX sends no time: only another login can have been refused.
  if (Number.isNaN(at - before)) return lastLogin > known.at ? 'later' : 'same';
  if (isOneMoment(at, before)) return 'same';
  return at > before ? 'later' : 'earlier';
}

/**
 * Notes what MX shows of a member. What was noted before changes nothing, so a reading can be noted again after a crash.
 *
 * @param by Whether a lifecycle here asked for the job that the reading is about.
 * @param until The reading tells what came of the logins up to this time, in ms since 1970. @default what MX's time of the job says
 * @returns The same history if the reading shows nothing new.
 */
export function withReading(
  history: LoginHistory,
  memberGuid: string,
  reading: Partial<Reading>,
  {
    by,
    now,
    until,
  }: {
    readonly by: Refusals['by'];
    readonly now: number;
    readonly until?: number | undefined;
  },
): LoginHistory {
  const shown = shownBy(reading);
  if (shown === null) return history;
  const known = history.refusals[memberGuid];
  const is = known?.status ? order(reading, known, lastLoginOf(history, memberGuid, now)) : 'later';
  if (is === 'earlier') return history;
  const job = msOf(reading.aggregatedAt);
  const succeededAt = msOf(reading.successfullyAggregatedAt);
  const told = until ?? (is === 'later' ? job + CLOCKS_DIFFER : Number.NaN);
  const found = toldBy(history, memberGuid, { job, until: told });
  const closed = withEnds(history, found);
  // Another job can have succeeded since the last refused one, and MX shows the one after it.
  const isOver = isLater(succeededAt, msOf(known?.aggregatedAt));
  if (shown !== 'refused' && !(known && (shown === 'accepted' || isOver))) return closed;
  const next =
    shown === 'refused'
      ? refused(reading, {
          known: known && isOver ? { ...known, count: 0 } : known,
          ...{ is, by: askedBy(found, job) ?? by, now },
          missed: missedOf(found, { job, succeededAt, now }),
          isEnd: until !== undefined,
        })
      : cleared(reading, now);
  if (next === null || (known && isEqual(known, next))) return closed;
  return pruned({ ...closed, refusals: { ...closed.refusals, [memberGuid]: next } }, now);
}

/** Whether MX has begun the job of a login before another one. */
const isBefore = ([, , , own]: Login, job: number): boolean => isLater(job, msOf(own));

/** Who asked for the job that a reading shows, by the logins of which it tells. `null` if they do not say. */
function askedBy(found: readonly Login[], job: number): Refusals['by'] | null {
  if (found.some(([, , , own]) => isOneMoment(job, msOf(own)))) return 'here';
  return found.length > 0 && found.every((one) => isBefore(one, job)) ? 'elsewhere' : null;
}

/**
 * The open logins of a member of which a reading tells that they have ended: the login whose job it shows, and those before it. If MX
 * has not said when a job has begun, the times of both clocks decide.
 */
const toldBy = (
  history: LoginHistory,
  memberGuid: string,
  { job, until }: { readonly job: number; readonly until: number },
): readonly Login[] =>
  openOf(history, memberGuid).filter(([at, , , own]) => {
    const isNamed = !Number.isNaN(job - msOf(own));
    return isNamed ? !isLater(msOf(own), job) : at <= until;
  });

/**
 * How many of the logins that have ended had a job of their own before the one that MX shows, and were not accepted. MX shows the last job
 * alone, so they may have been refused.
 */
function missedOf(
  found: readonly Login[],
  {
    job,
    succeededAt,
    now,
  }: { readonly job: number; readonly succeededAt: number; readonly now: number },
): number {
  // MX throttles starts, so an old login may have had no job.
  const may = found.filter(([at, , , own]) => own !== undefined || at > now - MISSED_FOR);
  const refused = may.filter(([at, , , own]) => !(succeededAt > (own ? msOf(own) : at)));
  const isOne = may.some((one) => !isBefore(one, job));
  return Math.max(0, refused.length - Number(isOne));
}

/** Notes when MX has begun the job of the last login up to a time, unless MX has said it before. */
export function withJob(
  history: LoginHistory,
  memberGuid: string,
  job: string,
  until: number,
): LoginHistory {
  const last = history.logins.findLast(([at, of]) => of === memberGuid && at <= until);
  const counted = history.refusals[memberGuid]?.aggregatedAt ?? null;
  const isOfLast = counted === null || isLater(msOf(job), msOf(counted));
  if (last?.[2] !== 'open' || last[3] !== undefined || !isOfLast) return history;
  const logins = history.logins.map(
    (one): Login => (one === last ? [one[0], one[1], 'open', job] : one),
  );
  return { ...history, logins };
}

/** Notes MX's reply to a login. While it shows no job at work, its time may be of a job before. */
export const withReply = (
  history: LoginHistory,
  [at, memberGuid]: Login,
  { isBeingAggregated, aggregatedAt }: Partial<Reading> = {},
): LoginHistory =>
  memberGuid !== null && isBeingAggregated === true && aggregatedAt
    ? withJob(history, memberGuid, aggregatedAt, at)
    : history;

const isEqual = (a: Refusals, b: Refusals): boolean =>
  a.count === b.count &&
  a.status === b.status &&
  a.by === b.by &&
  a.aggregatedAt === b.aggregatedAt;

/** The time of a job by MX's clock, but never in the future. */
const timeOf = (reading: Partial<Reading>, now: number): number => {
  const at = msOf(reading.aggregatedAt);
  return Number.isNaN(at) ? now : Math.min(at, now);
};

/** After a login that the bank has accepted. Its time stays, so that an old reading of a replica does not count again. */
function cleared(reading: Partial<Reading>, now: number): Refusals {
  const at = timeOf(reading, now);
  return {
    count: 0,
    from: at,
    at,
    shownAt: now,
    status: String(reading.connectionStatus),
    by: 'elsewhere',
    aggregatedAt: reading.aggregatedAt ?? null,
  };
}

function refused(
  reading: Partial<Reading>,
  {
    known,
    is,
    by,
    now,
    missed,
    isEnd,
  }: {
    readonly known: Refusals | undefined;
    readonly is: 'later' | 'same';
    readonly by: Refusals['by'];
    readonly now: number;
    readonly missed: number;
    readonly isEnd: boolean;
  },
): Refusals | null {
  const status = String(reading.connectionStatus);
  const least = status === 'PREVENTED' ? PREVENTED_AFTER : 1;
  if (known && is === 'same') {
    // A reading of the login that was accepted, from before its end, or of the refusals that somebody has reset.
    if (known.count === 0 && (known.aggregatedAt !== null || known.reset)) return null;
    // The end of the lifecycle that asked for the job says so. A later one, which only follows it, takes nothing back.
    const isEndOfOurs = isEnd && by === 'here';
    if (known.count > 0)
      return { ...known, count: Math.max(known.count, least), status, ...(isEndOfOurs && { by }) };
  }
  const at = timeOf(reading, now);
  const inRow = known !== undefined && known.count > 0;
  return {
    count: Math.max((known?.count ?? 0) + 1 + missed, least),
    from: inRow ? known.from : at,
    at,
    shownAt: now,
    status,
    by,
    aggregatedAt: reading.aggregatedAt ?? null,
    ...(known?.institutionCode !== undefined && { institutionCode: known.institutionCode }),
  };
}
