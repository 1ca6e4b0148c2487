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

/** Moments less than this apart, in ms, count as equal: some replicas omit the milliseconds. */
const ONE_MOMENT = 1_000;

/** What MX shows of a login: the bank has refused it or accepted it. Other statuses do not say. */
const SHOWN = {
  DENIED: 'refused',
  PREVENTED: 'refused',
  LOCKED: 'refused',
  CONNECTED: 'accepted',
  IMPEDED: 'accepted',
} as const satisfies Readonly<Record<string, 'refused' | 'accepted'>>;

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
  /** The status that MX showed for the last one. */
  readonly status: string;
  /** `here`: a lifecycle here asked for the last login. `elsewhere`: for example MX's nightly job, or MX's widget. */
  readonly by: 'here' | 'elsewhere';
  /** MX's `aggregated_at` of the last one, by which it counts once. `null` if MX sends none. */
  readonly aggregatedAt: string | null;
}

/** A login that MX has accepted, or may have: when it was sent, and the member. `null` for a member that did not exist yet. */
export type Login = readonly [at: number, memberGuid: string | null];

/** What is remembered of a user. It is JSON, and nothing in it is derived from a credential. */
export interface LoginHistory {
  /** The logins of the last 24 hours, oldest first. */
  readonly logins: readonly Login[];
  /** By the guid of the member. */
  readonly refusals: Readonly<Record<string, Refusals>>;
}

/** Of a user of whom nothing is known. */
export const NO_HISTORY: LoginHistory = { logins: [], refusals: {} };

/** What a reading shows of a login. `null` if it does not say, also while a job runs. */
function shownBy(reading: Partial<Reading>): 'refused' | 'accepted' | null {
  const { connectionStatus, isBeingAggregated, errorCode } = reading;
  if (isBeingAggregated === true) return null;
  if (REFUSING_CODES.includes(errorCode)) return 'refused';
  const status = String(connectionStatus);
  return Object.hasOwn(SHOWN, status) ? SHOWN[status as keyof typeof SHOWN] : null;
}

const msOf = (moment: string | null | undefined): number => Date.parse(moment ?? '');

/** How a reading stands to what has been counted: from a later job, from the same one, or from an earlier one. */
function order(
  { aggregatedAt }: Partial<Reading>,
  known: Refusals,
  lastLogin: number,
): 'later' | 'same' | 'earlier' {
  const passed = msOf(aggregatedAt) - msOf(known.aggregatedAt);
  // MX sends no time: only another login can have been refused.
  if (Number.isNaN(passed)) return lastLogin > known.at ? 'later' : 'same';
  if (Math.abs(passed) < ONE_MOMENT) return 'same';
  return passed > 0 ? 'later' : 'earlier';
}

/** When the last login of a member was. */
const lastLoginOf = ({ logins }: LoginHistory, memberGuid: string): number =>
  Math.max(...logins.filter(([, one]) => one === memberGuid).map(([at]) => at));

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
 * @returns The same history if the reading shows nothing new.
 */
export function withReading(
  history: LoginHistory,
  memberGuid: string,
  reading: Partial<Reading>,
  { by, now }: { readonly by: Refusals['by']; readonly now: number },
): LoginHistory {
  const shown = shownBy(reading);
  const known = history.refusals[memberGuid];
  if (shown === null || (shown === 'accepted' && !known)) return history;
  const is = known ? order(reading, known, lastLoginOf(history, memberGuid)) : 'later';
  if (is === 'earlier') return history;
  const next =
    shown === 'accepted' ? cleared(reading, now) : refused(reading, { known, is, by, now });
  if (next === null || (known && isEqual(known, next))) return history;
  return pruned({ ...history, refusals: { ...history.refusals, [memberGuid]: next } }, now);
}

const isEqual = (a: Refusals, b: Refusals): boolean =>
  a.count === b.count && a.status === b.status && a.aggregatedAt === b.aggregatedAt;

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
  }: {
    readonly known: Refusals | undefined;
    readonly is: 'later' | 'same';
    readonly by: Refusals['by'];
    readonly now: number;
  },
): Refusals | null {
  const status = String(reading.connectionStatus);
  const least = status === 'PREVENTED' ? PREVENTED_AFTER : 1;
  if (known && is === 'same') {
    // A reading of the login that was accepted, from before its end.
    if (known.count === 0 && known.aggregatedAt !== null) return null;
    if (known.count > 0) return { ...known, count: Math.max(known.count, least), status };
  }
  const at = timeOf(reading, now);
  const inRow = known !== undefined && known.count > 0;
  return {
    count: Math.max((known?.count ?? 0) + 1, least),
    from: inRow ? known.from : at,
    at,
    status,
    by,
    aggregatedAt: reading.aggregatedAt ?? null,
  };
}

/** Counts a login. */
export const withLogin = (history: LoginHistory, login: Login, now: number): LoginHistory =>
  pruned({ ...history, logins: [...history.logins, login] }, now);

/** Takes a login back, or names the member that it has created. */
export function settled(
  history: LoginHistory,
  [at, memberGuid]: Login,
  created: string | null,
): LoginHistory {
  const logins = [...history.logins];
  const index = logins.findIndex((one) => one[0] === at && one[1] === memberGuid);
  if (index < 0) return history;
  logins.splice(index, 1, ...(created === null ? [] : [[at, created] as const]));
  return { ...history, logins };
}

/** The refused logins of a member that count now. `null` without one. */
export function refusalsOf(
  history: LoginHistory,
  memberGuid: string,
  now: number,
): Refusals | null {
  const found = pruned(history, now).refusals[memberGuid];
  return found && found.count > 0 ? found : null;
}
