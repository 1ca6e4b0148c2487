import {
  isRefused,
  type LoginHistory,
  type LoginKeeper,
  LoginMemory,
  type LoginsOf,
  loginsOf,
  type MemberLogins,
  NO_HISTORY,
  type Refusals,
  settled,
  withLogin,
  withReading,
} from '@mx-member/http/create';
import { isOver, type MemberId, type MemberPort, type MemberRecord } from '@mx-member/machine/step';
import { Sequence } from '../members/sequence.ts';
import { inTime, unsent } from '../store/in-time.ts';
import type { KeptRecords } from '../store/kept-records.ts';
import { historyOf, loginsName, toLoginsRow } from '../store/login-rows.ts';
import { checkedRecord } from '../store/rows.ts';
import type { Writer } from '../store/writer.ts';

/** Keeps what is remembered of the logins of users in the store of a host. */

export interface HostLoginsOptions {
  readonly records: Pick<KeptRecords, 'row'>;
  readonly writer: () => Pick<Writer, 'keep' | 'addChange' | 'forget'>;
  /** How long the store keeps a record after its end, in ms. */
  readonly retention: number;
  /** In ms since 1970. */
  readonly now: () => number;
  /** The clock that dates rows. */
  readonly observed: () => number;
  readonly onError: (thrown: unknown) => void;
}

/** What MX had shown when a lifecycle ended. What it showed before the lifecycle is from elsewhere. */
function withEndOf({ context }: MemberRecord, history: LoginHistory, now: number): LoginHistory {
  const { member, baseline, reading, job } = context;
  const by: Refusals['by'] = job === null && baseline === null ? 'elsewhere' : 'here';
  const { memberGuid } = member;
  const before = baseline
    ? withReading(history, memberGuid, baseline, { by: 'elsewhere', now })
    : history;
  return reading ? withReading(before, memberGuid, reading, { by, now }) : before;
}

/** How a change is stored: before anybody goes on, or with the next commit. */
type Storing = 'first' | 'soon';

/** Only this host changes the store, so what it has read or changed lately need not be read again. */
export class HostLogins implements LoginKeeper {
  readonly #options: HostLoginsOptions;
  readonly #users = new Sequence<string>();
  readonly #known = new LoginMemory();

  constructor(options: HostLoginsOptions) {
    this.#options = options;
  }

  /** What the member's last lifecycle has shown counts first, also if the process died before it was noted. */
  async change<Result>(
    { userGuid, memberGuid }: LoginsOf,
    work: (history: LoginHistory, now: number) => readonly [LoginHistory, Result],
  ): Promise<Result> {
    const ended = memberGuid === null ? null : await this.#ended({ userGuid, memberGuid });
    const withEnd = (history: LoginHistory, now: number) =>
      work(ended ? withEndOf(ended, history, now) : history, now);
    return this.#change(userGuid, withEnd, 'first');
  }

  /** What is remembered of a member. @throws {HostError} `unreachable` when the store cannot be read. */
  of(member: MemberId): Promise<MemberLogins> {
    return this.change(member, (history, now) => [
      history,
      loginsOf(history, member.memberGuid, now),
    ]);
  }

  /** Erases the rows of a user, after the changes that were begun before. */
  forget(userGuid: string): ReturnType<Writer['forget']> {
    return this.#users.run(userGuid, async () => {
      const erased = await this.#options.writer().forget(userGuid);
      this.#known.delete(userGuid);
      return erased;
    });
  }

  /** Counts the starts of a port. They are stored with the next commit, because a start is in the record that was committed before it. */
  counted(port: MemberPort): MemberPort {
    return {
      ...port,
      startJob: async (request, options) => {
        const { userGuid, memberGuid } = request.member;
        const at = this.#options.now();
        const login = [at, memberGuid] as const;
        this.#note(userGuid, (history, now) => withLogin(history, login, now));
        try {
          return await port.startJob(request, options);
        } catch (thrown) {
          if (isRefused(thrown)) this.#note(userGuid, (history) => settled(history, login, null));
          throw thrown;
        }
      },
    };
  }

  /** Notes what MX has shown when a lifecycle ended. */
  noteEnd(record: MemberRecord): void {
    this.#note(record.context.member.userGuid, (history, now) => withEndOf(record, history, now));
  }

  #note(userGuid: string, work: (history: LoginHistory, now: number) => LoginHistory): void {
    this.#change(userGuid, (history, now) => [work(history, now), undefined], 'soon').catch(
      this.#options.onError,
    );
  }

  #change<Result>(
    userGuid: string,
    work: (history: LoginHistory, now: number) => readonly [LoginHistory, Result],
    storing: Storing,
  ): Promise<Result> {
    return this.#users.run(userGuid, async () => {
      const before = this.#known.get(userGuid) ?? (await this.#read(userGuid));
      const [after, result] = work(before, this.#options.now());
      if (after !== before) await this.#store(userGuid, after, storing);
      this.#known.set(userGuid, after);
      return result;
    });
  }

  /** The record of a member whose lifecycle has ended. `null` without one, or if it cannot be read. */
  async #ended(member: MemberId): Promise<MemberRecord | null> {
    const row = await this.#options.records.row(member);
    try {
      const record = row && checkedRecord(row);
      return record && isOver(record) ? record : null;
    } catch {
      return null;
    }
  }

  async #read(userGuid: string): Promise<LoginHistory> {
    const row = await this.#options.records.row(loginsName(userGuid));
    return row ? historyOf(row) : NO_HISTORY;
  }

  async #store(userGuid: string, history: LoginHistory, storing: Storing): Promise<void> {
    const { observed, retention } = this.#options;
    const row = toLoginsRow(userGuid, history, { now: observed(), retention });
    const writer = this.#options.writer();
    if (storing === 'soon') return writer.addChange(row);
    await inTime((signal) => writer.keep(row, signal)).catch(() => {
      throw unsent('The store could not count this login. Please try again.');
    });
  }
}
