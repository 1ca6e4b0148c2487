import type { Reading } from '@mx-member/machine/step';

/** What is remembered of a user's logins: pure functions. Time comes with the calls, in ms since 1970. */

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** How long a row is kept after its last change, in ms: 30 days. */
export const KEPT_FOR = 30 * DAY;

/** How many logins of a user are remembered, the newest. No limit can be above it. */
export const MOST_LOGINS = 200;

/** How many members of a user are remembered, those with the newest refusals. */
const MOST_MEMBERS = 100;

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

/** The clocks of MX and of this process may differ by this, in ms. */
export const CLOCKS_DIFFER = 60_000;

/** MX shows PREVENTED after three refused logins in a row (N-MEM). */
const PREVENTED_AFTER = 3;

/** Codes of MX's error object for a refused login (CW). */
const REFUSING_CODES: readonly unknown[] = [2004, 2005];

/** The refused logins of a member, in a row. */
export interface Refusals {
  /** How many in a row. 0 after a login that the bank has accepted. */
  readonly count: number;
  /** When the first and the last one of the row were, in ms since 1970. */
  readonly from: number;
  readonly at: number;
  /** When the last one was first shown here, in ms since 1970. A login that was sent later is another one. */
  readonly shownAt: number;
  /** The status that MX showed for the last one. Empty if somebody has reset logins of which MX had shown nothing. */
  readonly status: string;
  /** `here`: a lifecycle here asked for the last login. `elsewhere`: for example MX's nightly job, or MX's widget. */
  readonly by: 'here' | 'elsewhere';
  /** MX's `aggregated_at` of the last one, by which it counts once. `null` if MX sends none. */
  readonly aggregatedAt: string | null;
  /** The bank, if new credentials have said it. A member that was removed and created again has another guid. */
  readonly institutionCode?: string;
  /** Who has said that the next login is the first one, and why. Absent if nobody has, or if a login has ended since. */
  readonly reset?: Reset;
}

/** Somebody has reset the refused logins of a member. `at` is in ms since 1970. */
export interface Reset {
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

/**
 * A login that MX has accepted, or may have: when it was sent, and the member. `null` for a member that did not exist yet. `open` while
 * MX has not shown what the bank said, so it may be one more refusal. `job` is MX's time of the job that it has begun, as far as MX has
 * said it.
 */
export type Login = readonly [at: number, memberGuid: string | null, end?: 'open', job?: string];

/** What is remembered of a user. It is JSON, and nothing in it is derived from a credential. */
export interface LoginHistory {
  /** The logins of the last 24 hours, oldest first. */
  readonly logins: readonly Login[];
  /** By the guid of the member. */
  readonly refusals: Readonly<Record<string, Refusals>>;
}

/** Of a user of whom nothing is known. */
export const NO_HISTORY: LoginHistory = { logins: [], refusals: {} };

/** The history of a text. One that cannot be read has none: then MX's reading counts alone. */
export function parsedHistory(text: string): LoginHistory {
  try {
    const { logins, refusals } = JSON.parse(text) as LoginHistory;
    return Array.isArray(logins) ? { logins, refusals: { ...refusals } } : NO_HISTORY;
  } catch {
    return NO_HISTORY;
  }
}

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

/** When the last login of a member was, up to a moment. */
export const lastLoginOf = ({ logins }: LoginHistory, memberGuid: string, until: number): number =>
  Math.max(...logins.filter(([at, one]) => one === memberGuid && at <= until).map(([at]) => at));

/** Whether MX stops logins by itself, or the bank does. Such a row does not age. */
export const isStopped = ({ status }: Pick<Refusals, 'status'>): boolean =>
  status === 'PREVENTED' || status === 'LOCKED';

/** Without what no longer counts. */
export function pruned(history: LoginHistory, now: number): LoginHistory {
  const logins = history.logins.filter(([at]) => at > now - DAY).slice(-MOST_LOGINS);
  const all = Object.entries(history.refusals);
  const kept = all
    .filter(([, one]) => one.at > now - (isStopped(one) ? KEPT_FOR : DAY))
    .sort(([, a], [, b]) => b.at - a.at)
    .slice(0, MOST_MEMBERS);
  if (logins.length === history.logins.length && kept.length === all.length) return history;
  return { logins, refusals: Object.fromEntries(kept) };
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
  { logins }: LoginHistory,
  memberGuid: string,
  { job, until }: { readonly job: number; readonly until: number },
): readonly Login[] =>
  logins.filter(([at, of, end, own]) => {
    if (end !== 'open' || of !== memberGuid) return false;
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

/** Logins of which MX has shown that they have ended. */
function withEnds(history: LoginHistory, found: readonly Login[]): LoginHistory {
  if (found.length === 0) return history;
  const logins = history.logins.map((one): Login => (found.includes(one) ? [one[0], one[1]] : one));
  return { ...history, logins };
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

/** Whether two histories have the same logins and refusals, whatever has ended. */
export const isSameButEnds = (a: LoginHistory, b: LoginHistory): boolean =>
  a.refusals === b.refusals &&
  a.logins.length === b.logins.length &&
  a.logins.every(([at, of], index) => {
    const [otherAt, other] = b.logins[index] ?? [];
    return at === otherAt && of === other;
  });

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

/** Notes at which bank the refused logins of a member were. */
export function atInstitution(
  history: LoginHistory,
  memberGuid: string,
  institutionCode: string,
): LoginHistory {
  const known = history.refusals[memberGuid];
  if (!known || known.institutionCode === institutionCode) return history;
  const refusals = { ...history.refusals, [memberGuid]: { ...known, institutionCode } };
  return { ...history, refusals };
}

/** The members with refused logins at a bank within the last 24 hours. */
export const refusedAt = (
  history: LoginHistory,
  institutionCode: string,
  now: number,
): readonly string[] =>
  Object.entries(history.refusals)
    .filter(([, one]) => one.institutionCode === institutionCode && one.at > now - DAY)
    .map(([memberGuid]) => memberGuid);

/** Counts a login, of which MX has not shown yet what the bank says. */
export const withLogin = (
  history: LoginHistory,
  [at, memberGuid]: Login,
  now: number,
): LoginHistory =>
  pruned({ ...history, logins: [...history.logins, [at, memberGuid, 'open']] }, now);

/** Takes a login back, or names the member that it has created. */
export function settled(
  history: LoginHistory,
  [at, memberGuid]: Login,
  created: string | null,
): LoginHistory {
  const logins = [...history.logins];
  const index = logins.findIndex((one) => one[0] === at && one[1] === memberGuid);
  if (index < 0) return history;
  logins.splice(index, 1, ...(created === null ? [] : [[at, created, 'open'] as const]));
  return { ...history, logins };
}

/** How many logins of a member the bank may be refusing just now. */
const openOf = (history: LoginHistory, memberGuid: string, now: number): number =>
  pruned(history, now).logins.filter((one) => one[1] === memberGuid && one[2] === 'open').length;

/** How many logins in a row the bank has refused, or may have. */
export const mayBeRefused = (history: LoginHistory, memberGuid: string, now: number): number =>
  (refusalsOf(history, memberGuid, now)?.count ?? 0) + openOf(history, memberGuid, now);

/** After somebody has said that the member can log in again. Its logins still count for the limits. */
export function withoutRefusals(
  history: LoginHistory,
  memberGuid: string,
  reset: Reset,
): LoginHistory {
  const all = { job: Number.NaN, until: Number.POSITIVE_INFINITY };
  const closed = withEnds(history, toldBy(history, memberGuid, all));
  const { at } = reset;
  // MX's time of the last job stays, so that the refusals do not count again.
  const known = history.refusals[memberGuid] ?? {
    ...{ count: 0, from: at, at, shownAt: at, status: '', by: 'elsewhere', aggregatedAt: null },
  };
  return {
    ...closed,
    refusals: { ...closed.refusals, [memberGuid]: { ...known, count: 0, reset } },
  };
}

/** Whether what was sent at a time is later than the last refused login. The clocks of MX and of this process may differ. */
const isAfter = ({ at, shownAt }: Refusals, sentAt: number): boolean =>
  sentAt > shownAt || sentAt > at + CLOCKS_DIFFER;

/**
 * Whether a login has ended since the last refused one, or the person has entered other credentials. So the bank has not refused what MX
 * has now.
 *
 * @param enteredAt When MX took the last credentials, in ms since 1970. `null` if nobody knows.
 */
export const hasOthers = (
  { logins }: LoginHistory,
  memberGuid: string,
  refusals: Refusals,
  enteredAt: number | null,
): boolean =>
  (enteredAt !== null && isAfter(refusals, enteredAt)) ||
  logins.some(([at, of, end]) => of === memberGuid && end !== 'open' && isAfter(refusals, at));

/** The refused logins of a member that count now. `null` without one. */
export function refusalsOf(
  history: LoginHistory,
  memberGuid: string,
  now: number,
): Refusals | null {
  const found = pruned(history, now).refusals[memberGuid];
  return found && found.count > 0 ? found : null;
}
