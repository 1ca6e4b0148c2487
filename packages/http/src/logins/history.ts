/** What is remembered of a user's logins: pure functions. Time comes with the calls, in ms since 1970. */

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** How long a row is kept after its last change, in ms: 30 days. */
export const KEPT_FOR = 30 * DAY;

/** How many logins of a user are remembered, the newest. No limit can be above it. */
export const MOST_LOGINS = 200;

/** How many members of a user are remembered, those with the newest refusals. */
const MOST_MEMBERS = 100;

/** The clocks of MX and of this process may differ by this, in ms. */
export const CLOCKS_DIFFER = 60_000;

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

/** Whether two histories have the same logins and refusals, whatever has ended. */
export const isSameButEnds = (a: LoginHistory, b: LoginHistory): boolean =>
  a.refusals === b.refusals &&
  a.logins.length === b.logins.length &&
  a.logins.every(([at, of], index) => {
    const [otherAt, other] = b.logins[index] ?? [];
    return at === otherAt && of === other;
  });

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

/** The logins of a member of which MX has not shown the end, so the bank may be refusing them just now. */
export const openOf = ({ logins }: LoginHistory, memberGuid: string): readonly Login[] =>
  logins.filter((one) => one[1] === memberGuid && one[2] === 'open');

/** Logins of which MX has shown that they have ended. */
export function withEnds(history: LoginHistory, found: readonly Login[]): LoginHistory {
  if (found.length === 0) return history;
  const logins = history.logins.map((one): Login => (found.includes(one) ? [one[0], one[1]] : one));
  return { ...history, logins };
}

/** How many logins in a row the bank has refused, or may have. */
export const mayBeRefused = (history: LoginHistory, memberGuid: string, now: number): number =>
  (refusalsOf(history, memberGuid, now)?.count ?? 0) +
  openOf(pruned(history, now), memberGuid).length;

/** After somebody has said that the member can log in again. Its logins still count for the limits. */
export function withoutRefusals(
  history: LoginHistory,
  memberGuid: string,
  reset: Reset,
): LoginHistory {
  const closed = withEnds(history, openOf(history, memberGuid));
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
