import {
  type LoginHistory,
  type LoginKeeper,
  type LoginsOf,
  NO_HISTORY,
  type SeenLogins,
  SentCredentials,
  withSeen,
} from '@mx-member/http/create';
import { HostError } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import type { MemberCalls } from './member-calls.ts';
import { usersOf } from './names.ts';

/**
 * What is remembered of the logins of users, in the objects of the users. This process decides about new credentials and new members,
 * and Restate stores. Of starts, and of what a lifecycle has seen, the workers tell the object themselves.
 */

/** The logins of a user, as its object keeps them. */
export interface KeptLogins {
  /** Counts the changes. A change is stored only on top of the version that it was made from. */
  readonly version: number;
  /** Names the last change, so that its repetition has no effect. */
  readonly id: string;
  readonly history: LoginHistory;
  /** When it was stored, in ms since 1970. */
  readonly at?: number;
}

/** How often a change is made again because another process was faster. */
const MOST_TRIES = 20;

export class RestateLogins implements LoginKeeper {
  readonly sent = new SentCredentials();
  readonly #calls: MemberCalls;

  constructor(calls: MemberCalls) {
    this.#calls = calls;
  }

  now(): number {
    return Date.now();
  }

  async change<Result>(
    { userGuid, memberGuid }: LoginsOf,
    work: (history: LoginHistory, now: number) => readonly [LoginHistory, Result],
  ): Promise<Result> {
    const member = memberGuid === null ? null : { userGuid, memberGuid };
    const end = member && (await this.#seen(member));
    for (let times = 0; times < MOST_TRIES; times += 1) {
      const kept = (await this.#ask(userGuid, 'logins')) as KeptLogins | null;
      const { version = 0, history = NO_HISTORY } = kept ?? {};
      const now = this.now();
      const seen = member && end ? withSeen(history, member.memberGuid, end, now) : history;
      const [after, result] = work(seen, now);
      if (after === history) return result;
      const change: KeptLogins = { version, id: crypto.randomUUID(), history: after };
      if (await this.#ask(userGuid, 'keepLogins', change)) return result;
    }
    throw unsent('Other processes count logins of this user. Please try again.');
  }

  /** What the member's last lifecycle has seen. `null` without one, while it runs, or if it cannot be read. */
  async #seen(member: MemberId): Promise<SeenLogins | null> {
    try {
      return (await this.#calls.call(member, 'seen')) as SeenLogins | null;
    } catch (thrown) {
      if (Object(thrown).code === 'unreadable') return null;
      throw asUnsent(thrown);
    }
  }

  #ask(userGuid: string, handler: string, body?: unknown): Promise<unknown> {
    return this.#calls.callUser(usersOf, userGuid, handler, body).catch((thrown: unknown) => {
      throw asUnsent(thrown);
    });
  }
}

const unsent = (message: string): HostError =>
  Object.assign(new HostError('unreachable', message), { sent: false as const });

const asUnsent = (thrown: unknown): unknown =>
  thrown instanceof HostError ? Object.assign(thrown, { sent: false }) : thrown;
