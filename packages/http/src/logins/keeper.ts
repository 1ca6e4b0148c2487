import { HostError, type LoginHold } from '@mx-member/machine/hosting';
import type { MemberId, Reading } from '@mx-member/machine/step';
import { type LoginHistory, NO_HISTORY, type Reset, withoutRefusals } from './history.ts';
import { SentCredentials } from './sent-credentials.ts';
import { withReading, withReply } from './shown.ts';
import { type MemberLogins, memberLogins } from './words.ts';

/** Whose logins. */
export interface LoginsOf {
  readonly userGuid: string;
  /** `null` for a member that does not exist yet. */
  readonly memberGuid: string | null;
}

/** Keeps what is remembered of the logins of each user. */
export interface LoginKeeper {
  /** What this process has sent a moment ago. Whoever sees that the bank has accepted a login drops its member. */
  readonly sent: SentCredentials;
  /** The clock that dates logins, in ms since 1970. */
  now(): number;
  /** Called when new credentials are held back, for a metric. @default no call */
  onHeld?(why: LoginHold['why']): void;
  /**
   * Changes the history of a user. Nobody else reads or changes it in between, and the change is stored before this resolves. A
   * history that is returned as it was is not stored.
   *
   * @param of The user, and the member that a change is about, if there is one.
   * @param work Must be pure. `now` is in ms since 1970. What it throws rejects the call, and nothing changes.
   * @throws {HostError} `unreachable` when it could not be stored.
   */
  change<Result>(
    of: LoginsOf,
    work: (history: LoginHistory, now: number) => readonly [LoginHistory, Result],
  ): Promise<Result>;
}

/** What is remembered of a member. @throws {HostError} like `change` of the keeper. */
export const loginsOf = (keeper: LoginKeeper, member: MemberId): Promise<MemberLogins> =>
  keeper.change(member, (history, now) => [history, memberLogins(history, member.memberGuid, now)]);

/** Notes what MX lists of a member after a lost reply. If it cannot be stored, later polls tell. */
export async function noteFound(
  keeper: LoginKeeper,
  { userGuid, memberGuid }: MemberId,
  reading: Reading,
): Promise<void> {
  const note = (history: LoginHistory, now: number): readonly [LoginHistory, undefined] => {
    const named = withReply(history, [now, memberGuid], reading);
    return [withReading(named, memberGuid, reading, { by: 'here', now }), undefined];
  };
  await keeper.change({ userGuid, memberGuid }, note).catch(() => {});
}

/**
 * Forgets the refused logins of a member.
 *
 * @param given Who resets them, and why.
 * @throws {HostError} `invalid` for texts that are missing, or longer than 200 characters. Also like `change` of the keeper.
 */
export async function resetLogins(
  keeper: LoginKeeper,
  member: MemberId,
  given: Omit<Reset, 'at'>,
): Promise<MemberLogins> {
  const { memberGuid } = member;
  const { by, reason } = Object(given);
  const isText = (text: unknown) => typeof text === 'string' && text !== '' && text.length <= 200;
  if (!isText(by) || !isText(reason))
    throw new HostError('invalid', '`by` and `reason` must be texts of 1 to 200 characters.');
  keeper.sent.drop(member);
  return keeper.change(member, (history, now) => {
    const after = withoutRefusals(history, memberGuid, { at: now, by, reason });
    return [after, memberLogins(after, memberGuid, now)];
  });
}

/** How many users are remembered. Beyond that, the user whose last change is oldest is forgotten. */
const MAX_USERS = 10_000;

/** Keeps the histories in this process, of the users who changed last. */
export class LoginMemory implements LoginKeeper {
  readonly sent = new SentCredentials();
  readonly #users = new Map<string, LoginHistory>();

  now(): number {
    return Date.now();
  }

  async change<Result>(
    { userGuid }: LoginsOf,
    work: (history: LoginHistory, now: number) => readonly [LoginHistory, Result],
  ): Promise<Result> {
    const before = this.#users.get(userGuid) ?? NO_HISTORY;
    const [after, result] = work(before, this.now());
    if (after !== before) this.set(userGuid, after);
    return result;
  }

  get(userGuid: string): LoginHistory | undefined {
    return this.#users.get(userGuid);
  }

  set(userGuid: string, history: LoginHistory): void {
    this.#users.delete(userGuid);
    this.#users.set(userGuid, history);
    const [oldest] = this.#users.keys();
    if (this.#users.size > MAX_USERS && oldest !== undefined) this.#users.delete(oldest);
  }

  delete(userGuid: string): void {
    this.#users.delete(userGuid);
  }
}
