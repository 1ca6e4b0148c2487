import { type Credential, checkOptions } from '@mx-member/machine/hosting';
import type { MemberId, Reading } from '@mx-member/machine/step';
import { Refusal } from '../problems.ts';
import {
  atInstitution,
  DAY,
  HOUR,
  type Login,
  type LoginHistory,
  MOST_LOGINS,
  refusedAt,
  settled,
  withLogin,
} from './history.ts';
import { holdOf, isHeldStart } from './holds.ts';
import type { LoginKeeper, LoginsOf } from './keeper.ts';
import { shownBy, withReading, withReply } from './shown.ts';

/** How many logins at banks may be caused: by new members, new credentials and starts together. */
export interface LoginLimits {
  /** Of one user, in any span of an hour. At most 200. `Infinity` for no limit. @default 10 */
  readonly perHour?: number;
  /** Of one user, in any span of 24 hours. At most 200. `Infinity` for no limit. @default 30 */
  readonly perDay?: number;
  /**
   * At one member, in any span of 24 hours. At most 200. `Infinity` for no limit. @default 10, for a person who mistypes, gets a code too
   * late and looks for new data by hand
   */
  readonly perMember?: number;
  /**
   * Whether new credentials wait for a yes of the person where the bank has refused logins before. Without it, a bank may lock an account
   * because a wrong password is sent again and again. @default true
   */
  readonly holds?: boolean;
}

/** What can lead to a login. */
export interface LoginAsk {
  /** `null` for a member that does not exist yet. */
  readonly memberGuid: string | null;
  /** The bank, if it is known. */
  readonly institutionCode?: string | null | undefined;
  /**
   * Reads the guids of the user's members. With the same login as one of them, MX answers 409 to a new member, so that the refused logins
   * of that member decide. For a new member they matter only if MX has their member no more. @default they do not matter
   */
  readonly members?: (() => Promise<readonly string[]>) | undefined;
  /** What MX shows of the member just now, if it was read. */
  readonly reading?: Partial<Reading> | undefined;
  /** Whether it is a start, which logs in with what MX has. @default false */
  readonly isStart?: boolean;
  /** What the person has entered, if the login is with new credentials. */
  readonly credentials?: readonly Credential[] | undefined;
  /** The `confirm` of the hold to which the person has said yes. */
  readonly confirmed?: string | undefined;
}

/**
 * Called when it is known what came of a counted login. `null` takes it back, because the login was certainly not made. A guid names its
 * member, and MX's reply the job that it has begun.
 */
export type SettleLogin = (memberGuid: string | null, reply?: Partial<Reading>) => Promise<void>;

/** Counts the logins of users, and refuses those above the limits. */
export class Logins {
  readonly #keeper: LoginKeeper;
  readonly #perUser: readonly (readonly [limit: number, span: number])[];
  readonly #perMember: number;
  readonly #holds: boolean;

  /** @throws {TypeError} for an unknown limit, and for one that is not a whole number from 1 to 200. */
  constructor(keeper: LoginKeeper, limits: LoginLimits = {}) {
    checkOptions('logins', limits, ['perHour', 'perDay', 'perMember', 'holds']);
    const { perHour = 10, perDay = 30, perMember = 10, holds = true } = limits;
    const isLimit = (limit: number) =>
      limit === Infinity || (Number.isInteger(limit) && limit >= 1 && limit <= MOST_LOGINS);
    if (![perHour, perDay, perMember].every(isLimit))
      throw new TypeError(
        `\`logins\` must have whole numbers from 1 to ${MOST_LOGINS}, or Infinity.`,
      );
    if (typeof holds !== 'boolean') throw new TypeError('`logins.holds` must be a boolean.');
    this.#keeper = keeper;
    this.#holds = holds;
    this.#perUser = [
      [perHour, HOUR],
      [perDay, DAY],
    ];
    this.#perMember = perMember;
  }

  /**
   * Counts a login before it is made.
   *
   * @throws {Refusal} `too-many-logins` when the user, or the member, has no login left. `login-held` when new credentials need a yes.
   */
  async take(userGuid: string, ask: LoginAsk): Promise<SettleLogin> {
    const { memberGuid } = ask;
    const of = { userGuid, memberGuid };
    const sentAt = await this.#sentAt(userGuid, ask);
    const removed = await this.#removed(of, ask);
    const login = await this.#keeper.change(of, (history, now): [LoginHistory, Login | Refusal] => {
      const seen = withAsk(history, ask, now);
      const holds = (memberGuid === null ? removed : [memberGuid]).map((guid) =>
        this.#hold(seen, { ...ask, memberGuid: guid }, { sentAt, now }),
      );
      const refusal =
        this.#tooMany(seen, memberGuid, now) ??
        holds.find((one) => one !== null) ??
        this.#third(seen, ask, now);
      // What MX shows counts, also if nothing is sent.
      if (refusal) return [seen, refusal];
      const taken: Login = [now, memberGuid];
      return [withLogin(seen, taken, now), taken];
    });
    if (login instanceof Refusal) {
      const { hold } = login.problem;
      if (hold) this.#keeper.onHeld?.(hold.why);
      throw login;
    }
    const forget = this.#remember(of, ask, login);
    let isSettled = false;
    return async (guid, reply) => {
      if (isSettled) return;
      isSettled = true;
      if (guid === null) forget();
      else if (memberGuid === null) this.#remember({ userGuid, memberGuid: guid }, ask, login);
      // If it cannot be stored, a login too many is counted. What came of the request matters more.
      await this.#keeper
        .change(of, (history) => {
          const isNamed = guid !== null && guid === memberGuid;
          const after = isNamed ? history : settled(history, login, guid);
          return [withReply(after, [login[0], guid], reply), undefined];
        })
        .catch(() => {});
    };
  }

  /** Notes a poll. Without MX's time of the job, or while a job runs, it tells nothing. */
  async note(member: MemberId, reading: Reading): Promise<void> {
    const { memberGuid } = member;
    if (!reading.aggregatedAt || shownBy(reading) === null) return;
    await this.#keeper.change(member, (history, now) => {
      const after = withReading(history, memberGuid, reading, { by: 'here', now });
      if (after !== history && shownBy(reading) === 'accepted') this.#keeper.sent.drop(member);
      return [after, undefined];
    });
  }

  /** Remembers credentials in this process. @returns A function that forgets them. */
  #remember(
    { userGuid, memberGuid }: LoginsOf,
    { credentials }: LoginAsk,
    [at]: Login,
  ): () => void {
    if (!this.#holds || memberGuid === null || !credentials) return () => {};
    return this.#keeper.sent.add({ userGuid, memberGuid }, credentials, at);
  }

  /** The members with refused logins at the bank of a new member that MX has no more. Only then is MX asked. */
  async #removed(
    of: LoginsOf,
    { institutionCode, members, credentials }: LoginAsk,
  ): Promise<readonly string[]> {
    if (!this.#holds || of.memberGuid !== null || !members || !credentials) return [];
    const refused = await this.#keeper.change(of, (history, now) => [
      history,
      refusedAt(history, institutionCode ?? '', now),
    ]);
    if (refused.length === 0) return [];
    const listed = await members();
    return refused.filter((guid) => !listed.includes(guid));
  }

  /** When this process has sent the same credentials within the last hour. */
  async #sentAt(
    userGuid: string,
    { memberGuid, credentials }: LoginAsk,
  ): Promise<readonly number[]> {
    if (!this.#holds || memberGuid === null || !credentials) return [];
    return this.#keeper.sent.timesOf({ userGuid, memberGuid }, credentials, this.#keeper.now());
  }

  /** `login-held`, unless the person has said yes to just this hold. */
  #hold(
    history: LoginHistory,
    { memberGuid, credentials, confirmed }: LoginAsk,
    known: { readonly sentAt: readonly number[]; readonly now: number },
  ): Refusal | null {
    if (!this.#holds || memberGuid === null || !credentials) return null;
    const found = holdOf(history, memberGuid, known);
    if (!found || found.confirm === confirmed) return null;
    const { detail, ...hold } = found;
    return new Refusal('login-held', { detail, hold });
  }

  /** `busy` for a start with what the bank has refused twice. The member then ends as if another job had failed. */
  #third(history: LoginHistory, { memberGuid, isStart }: LoginAsk, now: number): Refusal | null {
    if (!this.#holds || memberGuid === null || !isStart) return null;
    return isHeldStart(history, memberGuid, { enteredAt: null, now })
      ? new Refusal('busy', { fault: 'conflict' })
      : null;
  }

  /**
   * Checks a start. It counts nothing: the start counts when it is sent.
   *
   * @param isAfterAct Whether the start follows an act, whose login was counted when the act was sent.
   * @throws {Refusal} `too-many-logins` when the user, or the member, has no login left.
   */
  async check(
    { userGuid, memberGuid }: MemberId,
    { isAfterAct = false }: { readonly isAfterAct?: boolean } = {},
  ): Promise<void> {
    const refusal = await this.#keeper.change({ userGuid, memberGuid }, (history, now) => {
      const counted = isAfterAct ? withoutLast(history, memberGuid) : history;
      return [history, this.#tooMany(counted, memberGuid, now)];
    });
    if (refusal) throw refusal;
  }

  /** `too-many-logins` when the user, or the member, has no login left. */
  #tooMany({ logins }: LoginHistory, memberGuid: string | null, now: number): Refusal | null {
    const ofMember = logins.filter((one) => memberGuid !== null && one[1] === memberGuid);
    const waits = [
      ...this.#perUser.map(([limit, span]) => waitFor(logins, limit, span, now)),
      waitFor(ofMember, this.#perMember, DAY, now),
    ];
    const retryAfter = Math.max(...waits);
    return retryAfter > 0
      ? new Refusal('too-many-logins', { retryAfter, fault: 'rateLimited' })
      : null;
  }
}

/** With what is known as a login is asked for: what MX shows, and at which bank it is. */
function withAsk(
  history: LoginHistory,
  { memberGuid, reading, institutionCode }: LoginAsk,
  now: number,
): LoginHistory {
  if (memberGuid === null) return history;
  const seen = reading
    ? withReading(history, memberGuid, reading, { by: 'elsewhere', now })
    : history;
  return institutionCode ? atInstitution(seen, memberGuid, institutionCode) : seen;
}

/** Without the last login of a member. */
function withoutLast(history: LoginHistory, memberGuid: string): LoginHistory {
  const last = history.logins.findLast((one) => one[1] === memberGuid);
  return last ? settled(history, last, null) : history;
}

/** How long until one login more stays within a limit, in ms. A clock that was set back makes it no longer than the span. */
function waitFor(logins: readonly Login[], limit: number, span: number, now: number): number {
  const oldest = logins.at(-limit)?.[0];
  return oldest === undefined ? 0 : Math.min(oldest, now) + span - now;
}
