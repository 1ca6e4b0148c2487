import type { LoginHold } from '@mx-member/machine/hosting';
import {
  CLOCKS_DIFFER,
  hasOthers,
  type LoginHistory,
  lastLoginOf,
  mayBeRefused,
  refusalsOf,
} from './history.ts';

/**
 * When new credentials wait for a yes of the person, as one table. The first row that fits decides. Without a row, they are sent.
 */

/** What is known when new credentials arrive. */
interface Known {
  /** The status that MX has shown for the last refused login. `null` without one. */
  readonly status: string | null;
  /** How many logins in a row the bank has refused, or may be refusing just now. */
  readonly count: number;
  /** Whether this process has sent the same credentials within the last hour, and the bank has refused the last ones. */
  readonly isRepeated: boolean;
}

interface HoldRow {
  readonly why: LoginHold['why'];
  readonly when: (known: Known) => boolean;
  /** What a caller without a screen gets. */
  readonly detail: string;
}

/** After this many refused logins in a row, the next one needs a yes. After the third one MX stops (N-MEM). */
const REFUSED_OFTEN = 2;

export const HOLDS: readonly HoldRow[] = [
  {
    why: 'locked',
    when: ({ status }) => status === 'LOCKED',
    detail: 'The bank has locked this account. Log in when the bank has unlocked it.',
  },
  {
    why: 'prevented',
    when: ({ status }) => status === 'PREVENTED',
    detail:
      'The bank has not accepted the last logins, and MX waits for the login that works. Some banks lock an account after several tries. Check the login at the bank first.',
  },
  {
    why: 'refusedTwice',
    when: ({ count }) => count >= REFUSED_OFTEN,
    detail:
      'This login was not accepted twice. Some banks lock an account after several tries. Check the login at the bank first.',
  },
  {
    why: 'sameAgain',
    when: ({ isRepeated }) => isRepeated,
    detail: 'These login details were not accepted a moment ago. Enter others.',
  },
];

/** Nobody unlocks an account within this time, in ms. */
const UNLOCKS_AFTER = 60_000;

/**
 * Whether a start would be the third login in a row with what the bank refuses, or follows the login that has locked the account. Later,
 * whoever starts has seen that the account is locked.
 *
 * @param enteredAt When MX took the last credentials, in ms since 1970. `null` if nobody knows.
 */
export function isHeldStart(
  history: LoginHistory,
  memberGuid: string,
  { enteredAt, now }: { readonly enteredAt: number | null; readonly now: number },
): boolean {
  const refusals = refusalsOf(history, memberGuid, now);
  if (!refusals) return false;
  const { count, status, at, shownAt } = refusals;
  const sentAt = lastLoginOf(history, memberGuid, now);
  // Of a lock that comes from elsewhere alone, the person may know before it is shown here.
  const isOurs = count >= REFUSED_OFTEN || at <= sentAt + CLOCKS_DIFFER;
  // Whoever asked for a login after that had seen the lock, and MX may not have taken it.
  const isUnseen = shownAt > sentAt && now - shownAt < UNLOCKS_AFTER;
  const isHeld =
    status === 'LOCKED' ? enteredAt !== null || (isOurs && isUnseen) : count >= REFUSED_OFTEN;
  return isHeld && !hasOthers(history, memberGuid, refusals, enteredAt);
}

/**
 * Why new credentials of a member wait for a yes. `null` if they may be sent.
 *
 * @param sentAt When this process has sent the same ones within the last hour.
 */
export function holdOf(
  history: LoginHistory,
  memberGuid: string,
  { sentAt, now }: { readonly sentAt: readonly number[]; readonly now: number },
): (LoginHold & Pick<HoldRow, 'detail'>) | null {
  const refusals = refusalsOf(history, memberGuid, now);
  const status = refusals?.status ?? null;
  const count = mayBeRefused(history, memberGuid, now);
  // Of an open login nobody knows yet whether it has arrived.
  const isOpen = (at: number) =>
    history.logins.some(([one, of, end]) => one === at && of === memberGuid && end === 'open');
  const isRepeated = refusals !== null && sentAt.some((at) => !isOpen(at));
  const known: Known = { status, count, isRepeated };
  const row = HOLDS.find(({ when }) => when(known));
  if (!row) return null;
  const { why, detail } = row;
  // Each login changes the state, so a yes is for one login. What was only seen is not stored yet, so its time here differs next time.
  const last = history.logins.findLast((one) => one[1] === memberGuid)?.[0] ?? 0;
  const job = Date.parse(refusals?.aggregatedAt ?? '') || 0;
  return { why, detail, confirm: [why, count, job, last].join('-') };
}
