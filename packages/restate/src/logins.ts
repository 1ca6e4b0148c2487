import {
  type LoginHistory,
  NO_HISTORY,
  type SeenLogins,
  SharedLogins,
  withSeen,
} from '@mx-member/http/create';
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

export function restateLogins(calls: MemberCalls): SharedLogins {
  const ask = (userGuid: string, handler: string, body?: unknown) =>
    calls.callUser(usersOf, userGuid, handler, body);
  /** What the member's last lifecycle has seen. `null` without one, while it runs, or if it cannot be read. */
  const seenBy = async (userGuid: string, memberGuid: string): Promise<SeenLogins | null> => {
    try {
      return (await calls.call({ userGuid, memberGuid }, 'seen')) as SeenLogins | null;
    } catch (thrown) {
      if (Object(thrown).code === 'unreadable') return null;
      throw thrown;
    }
  };
  return new SharedLogins(async ({ userGuid, memberGuid }, now) => {
    const seen = memberGuid === null ? null : await seenBy(userGuid, memberGuid);
    const kept = (await ask(userGuid, 'logins')) as KeptLogins | null;
    const { version = 0, history: stored = NO_HISTORY } = kept ?? {};
    return {
      stored,
      seen: memberGuid !== null && seen ? withSeen(stored, memberGuid, seen, now) : stored,
      async replace(history) {
        const change: KeptLogins = { version, id: crypto.randomUUID(), history };
        return Boolean(await ask(userGuid, 'keepLogins', change));
      },
    };
  });
}
