import {
  isAcceptedAtEnd,
  isSameButEnds,
  type LoginHistory,
  type LoginKeeper,
  LoginMemory,
  type LoginsOf,
  NO_HISTORY,
  parsedHistory,
  type SeenLogins,
  SentCredentials,
  type StartRuling,
  seenAtEnd,
  seenInPoll,
  settled,
  startOfRecord,
  withCountedStarts,
  withReply,
  withSeen,
  withStart,
} from '@mx-member/http/create';
import type { LoginHold } from '@mx-member/machine/hosting';
import type { MemberId, MemberPort, MemberRecord, Reading } from '@mx-member/machine/step';
import { Sequence } from '../members/sequence.ts';
import { inTime, unsent } from '../store/in-time.ts';
import type { KeptRecords } from '../store/kept-records.ts';
import { loginsName, toLoginsRow } from '../store/login-rows.ts';
import { checkedRecord } from '../store/rows.ts';
import type { Writer } from '../store/writer.ts';

/** Keeps what is remembered of the logins of users in the store of a host. */

export interface HostLoginsOptions {
  readonly records: Pick<KeptRecords, 'row'>;
  /** The record of a member that runs. */
  readonly recordOf: (member: MemberId) => MemberRecord | undefined;
  readonly writer: () => Pick<Writer, 'keep' | 'addChange' | 'forget'>;
  /** How long the store keeps a record after its end, in ms. */
  readonly retention: number;
  /** In ms since 1970. */
  readonly now: () => number;
  /** The clock that dates rows. */
  readonly observed: () => number;
  readonly onError: (thrown: unknown) => void;
  readonly onHeld: (why: LoginHold['why']) => void;
}

/** How a change is stored: before anybody goes on, or with the next commit. */
type Storing = 'first' | 'soon';

/** Only this host changes the store, so what it has read or changed lately need not be read again. */
export class HostLogins implements LoginKeeper {
  readonly sent = new SentCredentials();
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
    const seen = memberGuid === null ? null : await this.#seen({ userGuid, memberGuid });
    const withEnd = (history: LoginHistory, now: number) =>
      work(memberGuid && seen ? withSeen(history, memberGuid, seen, now) : history, now);
    return this.#change(userGuid, withEnd, 'first');
  }

  now(): number {
    return this.#options.now();
  }

  onHeld(why: LoginHold['why']): void {
    this.#options.onHeld(why);
  }

  /** Erases the rows of a user, after the changes that were begun before. */
  forget(userGuid: string): ReturnType<Writer['forget']> {
    return this.#users.run(userGuid, async () => {
      const erased = await this.#options.writer().forget(userGuid);
      this.#known.delete(userGuid);
      this.sent.dropUser(userGuid);
      return erased;
    });
  }

  /**
   * Counts the starts of a port. They are stored with the next commit, because a start is in the record that was committed before it.
   * Notes the refused logins that its polls show.
   */
  counted(port: MemberPort): MemberPort {
    const counting = withCountedStarts(port, async (member) => {
      const at = this.now();
      const { userGuid, memberGuid } = member;
      const giveBack = () =>
        this.#note(userGuid, (history) => settled(history, [at, memberGuid], null));
      const taken = (reply: Reading) =>
        this.#note(userGuid, (history) => withReply(history, [at, memberGuid], reply));
      return { ruling: await this.#count(member, at), giveBack, taken };
    });
    return {
      ...counting,
      readStatus: async (request, options) => {
        const reading = await port.readStatus(request, options);
        const record = this.#options.recordOf(request.member) ?? null;
        const seen = seenInPoll(reading, record, this.now());
        if (seen) this.#noteSeen(request.member, seen);
        return reading;
      },
    };
  }

  /** Counts a start. If it cannot be stored, the start is sent: it is in the record. */
  #count({ userGuid, memberGuid }: MemberId, at: number): Promise<StartRuling> {
    const record = this.#options.recordOf({ userGuid, memberGuid });
    const start = record
      ? startOfRecord(record, at)
      : { memberGuid, at, look: null, enteredAt: null, hasOwnJob: false };
    const count = (history: LoginHistory, now: number) => withStart(history, start, now);
    return this.#change(userGuid, count, 'soon').catch((thrown) => {
      this.#options.onError(thrown);
      return 'send';
    });
  }

  /** Notes what MX has shown when a lifecycle ended. */
  noteEnd(record: MemberRecord): void {
    const { member } = record.context;
    const seen = seenAtEnd(record);
    if (seen) this.#noteSeen(member, seen);
  }

  #noteSeen(member: MemberId, seen: SeenLogins): void {
    const { userGuid, memberGuid } = member;
    if (isAcceptedAtEnd(seen)) this.sent.drop(member);
    this.#note(userGuid, (history, now) => withSeen(history, memberGuid, seen, now));
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
      const [after, result] = work(before, this.now());
      // That a login has ended stands in the record of the member, too.
      const isKept = storing === 'soon' && isSameButEnds(before, after);
      if (after !== before && !isKept) await this.#store(userGuid, after, storing);
      this.#known.set(userGuid, after);
      return result;
    });
  }

  /** What the member's last lifecycle has seen. `null` without one, while it runs, or if it cannot be read. */
  async #seen(member: MemberId): Promise<SeenLogins | null> {
    const row = await this.#options.records.row(member);
    try {
      return row && seenAtEnd(checkedRecord(row));
    } catch {
      return null;
    }
  }

  async #read(userGuid: string): Promise<LoginHistory> {
    const row = await this.#options.records.row(loginsName(userGuid));
    return row ? parsedHistory(row.text) : NO_HISTORY;
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
