import {
  type LoginHistory,
  type LoginKeeper,
  type LoginsOf,
  NO_HISTORY,
  SentCredentials,
  withReading,
} from '@mx-member/http/create';
import { HostError } from '@mx-member/machine/hosting';
import type { MemberId, MemberView } from '@mx-member/machine/step';
import type { MemberCalls } from './member-calls.ts';
import { usersOf } from './names.ts';

/** What is remembered of the logins of users, in the objects of the users. This process decides, and Restate stores. */

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

/** What the last lifecycle of a member has shown at its end. */
function withEnd(history: LoginHistory, { memberGuid }: MemberId, view: MemberView): LoginHistory {
  const { outcome, since, elapsed } = view;
  if (!outcome || since === null) return history;
  const now = since + (elapsed ?? 0);
  const by = outcome.start === null || outcome.start === 'otherJob' ? 'elsewhere' : 'here';
  const { connectionStatus, errorCode } = Object(outcome);
  const reading =
    outcome.outcome === 'connected'
      ? outcome.reading
      : { connectionStatus, isBeingAggregated: false, ...(errorCode && { errorCode }) };
  const isSeen = view.rule === 'failed' || view.rule === 'connected';
  return withReading(history, memberGuid, reading, { by, now, ...(isSeen && { until: now }) });
}

export class RestateLogins implements LoginKeeper {
  readonly sent = new SentCredentials();
  readonly #calls: MemberCalls;

  constructor(calls: MemberCalls) {
    this.#calls = calls;
  }

  async change<Result>(
    { userGuid, memberGuid }: LoginsOf,
    work: (history: LoginHistory, now: number) => readonly [LoginHistory, Result],
  ): Promise<Result> {
    const member = memberGuid === null ? null : { userGuid, memberGuid };
    const view = member && (await this.#view(member));
    for (let times = 0; times < MOST_TRIES; times += 1) {
      const kept = (await this.#ask(userGuid, 'logins')) as KeptLogins | null;
      const { version = 0, history = NO_HISTORY } = kept ?? {};
      const seen = member && view ? withEnd(history, member, view) : history;
      const [after, result] = work(seen, Date.now());
      if (after === history) return result;
      const change: KeptLogins = { version, id: crypto.randomUUID(), history: after };
      if (await this.#ask(userGuid, 'keepLogins', change)) return result;
    }
    throw unsent('Other processes count logins of this user. Please try again.');
  }

  /** The view of a member. `null` without one, or if it cannot be read. */
  async #view(member: MemberId): Promise<MemberView | null> {
    try {
      return await this.#calls.view(member);
    } catch (thrown) {
      if (['notFound', 'unreadable'].includes(Object(thrown).code)) return null;
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
