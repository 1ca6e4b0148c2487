import { checkOptions } from '@mx-member/machine/hosting';
import type { MemberId, Reading } from '@mx-member/machine/step';
import { Refusal } from '../problems.ts';
import {
  DAY,
  HOUR,
  type Login,
  type LoginHistory,
  MOST_LOGINS,
  settled,
  withLogin,
  withReading,
} from './history.ts';
import type { LoginKeeper } from './keeper.ts';

/** How many logins at banks may be caused: by new members, new credentials and starts together. */
export interface LoginLimits {
  /** Of one user, in any span of an hour. At most 200. `Infinity` for no limit. @default 10 */
  readonly perHour?: number;
  /** Of one user, in any span of 24 hours. At most 200. `Infinity` for no limit. @default 30 */
  readonly perDay?: number;
  /** At one member, in any span of 24 hours. At most 200. `Infinity` for no limit. @default 4 */
  readonly perMember?: number;
}

/** What can lead to a login. */
export interface LoginAsk {
  /** `null` for a member that does not exist yet. */
  readonly memberGuid: string | null;
  /** What MX shows of the member just now, if it was read. */
  readonly reading?: Partial<Reading> | undefined;
}

/**
 * Called when it is known what came of a counted login. `null` takes it back, because the login was certainly not made. A guid names the
 * member that was created.
 */
export type SettleLogin = (memberGuid: string | null) => Promise<void>;

/** Counts the logins of users, and refuses those above the limits. */
export class Logins {
  readonly #keeper: LoginKeeper;
  readonly #perUser: readonly (readonly [limit: number, span: number])[];
  readonly #perMember: number;

  /** @throws {TypeError} for an unknown limit, and for one that is not a whole number from 1 to 200. */
  constructor(keeper: LoginKeeper, limits: LoginLimits = {}) {
    checkOptions('logins', limits, ['perHour', 'perDay', 'perMember']);
    const { perHour = 10, perDay = 30, perMember = 4 } = limits;
    const isLimit = (limit: number) =>
      limit === Infinity || (Number.isInteger(limit) && limit >= 1 && limit <= MOST_LOGINS);
    if (![perHour, perDay, perMember].every(isLimit))
      throw new TypeError(
        `\`logins\` must have whole numbers from 1 to ${MOST_LOGINS}, or Infinity.`,
      );
    this.#keeper = keeper;
    this.#perUser = [
      [perHour, HOUR],
      [perDay, DAY],
    ];
    this.#perMember = perMember;
  }

  /**
   * Counts a login before it is made.
   *
   * @throws {Refusal} `too-many-logins` when the user, or the member, has no login left.
   */
  async take(userGuid: string, ask: LoginAsk): Promise<SettleLogin> {
    const { memberGuid, reading } = ask;
    const of = { userGuid, memberGuid };
    const login = await this.#keeper.change(of, (history, now): [LoginHistory, Login] => {
      const seen =
        memberGuid !== null && reading
          ? withReading(history, memberGuid, reading, { by: 'elsewhere', now })
          : history;
      this.#check(seen, memberGuid, now);
      const taken: Login = [now, memberGuid];
      return [withLogin(seen, taken, now), taken];
    });
    let isSettled = false;
    return async (created) => {
      if (isSettled || (created !== null && memberGuid !== null)) return;
      isSettled = true;
      // If it cannot be stored, a login too many is counted. What came of the request matters more.
      await this.#keeper
        .change(of, (history) => [settled(history, login, created), undefined])
        .catch(() => {});
    };
  }

  /** @throws {Refusal} `too-many-logins` when the user, or the member, has no login left. Counts nothing. */
  async check(member: MemberId): Promise<void> {
    await this.#keeper.change(member, (history, now) => {
      this.#check(history, member.memberGuid, now);
      return [history, undefined];
    });
  }

  #check({ logins }: LoginHistory, memberGuid: string | null, now: number): void {
    const ofMember = logins.filter((one) => memberGuid !== null && one[1] === memberGuid);
    const waits = [
      ...this.#perUser.map(([limit, span]) => waitFor(logins, limit, span, now)),
      waitFor(ofMember, this.#perMember, DAY, now),
    ];
    const retryAfter = Math.max(...waits);
    if (retryAfter > 0) throw new Refusal('too-many-logins', { retryAfter, fault: 'rateLimited' });
  }
}

/** How long until one login more stays within a limit, in ms. A clock that was set back makes it no longer than the span. */
function waitFor(logins: readonly Login[], limit: number, span: number, now: number): number {
  const oldest = logins.at(-limit)?.[0];
  return oldest === undefined ? 0 : Math.min(oldest, now) + span - now;
}
