import {
  isRefused,
  isRefusedOften,
  type Login,
  type LoginHistory,
  type LoginKeeper,
  LoginMemory,
  type LoginsOf,
  NO_HISTORY,
  type Refusals,
  refusalsOf,
  SentCredentials,
  settled,
  shownBy,
  withLogin,
  withReading,
} from '@mx-member/http/create';
import type { LoginHold } from '@mx-member/machine/hosting';
import {
  isOver,
  type MemberId,
  type MemberPort,
  type MemberRecord,
  MxError,
  type Reading,
  recordView,
} from '@mx-member/machine/step';
import { memberKey } from '../members/running-member.ts';
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
  readonly onHeld: (why: LoginHold['why']) => void;
}

/** Whether the last reading is about a job that a person asked for here: MX took the start, or began the job after an act. */
function isAskedHere(record: MemberRecord): boolean {
  const start = recordView(record).outcome?.start;
  return (
    start === 'taken' || start === 'lost' || (start === 'joined' && record.context.act !== null)
  );
}

/** What MX had shown when a lifecycle ended. What it showed before the lifecycle is from elsewhere. */
function withEndOf(record: MemberRecord, history: LoginHistory, now: number): LoginHistory {
  const { member, baseline, reading, act } = record.context;
  const by: Refusals['by'] = isAskedHere(record) ? 'here' : 'elsewhere';
  const { memberGuid } = member;
  // What was sent since is not part of it, however often it is noted.
  const then = { now: reading?.at ?? now };
  const before = baseline
    ? withReading(history, memberGuid, baseline, { ...then, by: 'elsewhere' })
    : history;
  if (!reading) return before;
  // A lifecycle that was cancelled, or has waited too long, has not seen the end of its job. After a lost reply, MX may have no job.
  const isSeen = ENDS.includes(recordView(record).rule) && act?.isTaken !== false;
  return withReading(before, memberGuid, reading, {
    ...then,
    by,
    ...(isSeen && { until: reading.at }),
  });
}

/** The rules by which the end of a job ends a lifecycle. */
const ENDS: readonly string[] = ['failed', 'connected'];

/** How a change is stored: before anybody goes on, or with the next commit. */
type Storing = 'first' | 'soon';

/** Only this host changes the store, so what it has read or changed lately need not be read again. */
export class HostLogins implements LoginKeeper {
  readonly sent = new SentCredentials();
  readonly #options: HostLoginsOptions;
  readonly #users = new Sequence<string>();
  readonly #known = new LoginMemory();
  /** The last reading of each running member that shows no job. A start follows such a reading. */
  readonly #looks = new Map<string, Reading>();

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

  onHeld(why: LoginHold['why']): void {
    this.#options.onHeld(why);
  }

  /** Erases the rows of a user, after the changes that were begun before. */
  forget(userGuid: string): ReturnType<Writer['forget']> {
    return this.#users.run(userGuid, async () => {
      const erased = await this.#options.writer().forget(userGuid);
      this.#known.delete(userGuid);
      for (const member of erased.members) this.sent.drop(member);
      return erased;
    });
  }

  /**
   * Counts the starts of a port. They are stored with the next commit, because a start is in the record that was committed before it.
   * The third login in a row with what the bank refuses is not sent: the member then ends as if another job had failed.
   */
  counted(port: MemberPort): MemberPort {
    return {
      readStatus: async (request, options) => {
        const reading = await port.readStatus(request, options);
        if (reading.isBeingAggregated === false) {
          this.#looks.set(memberKey(request.member), reading);
          this.#noteRefusal(request.member, reading);
        }
        return reading;
      },
      submitAnswers: (request, options) => port.submitAnswers(request, options),
      startJob: async (request, options) => {
        const { userGuid, memberGuid } = request.member;
        const login = [this.#options.now(), memberGuid] as const;
        if (!(await this.#mayStart(request.member, login))) throw new MxError('conflict');
        try {
          return await port.startJob(request, options);
        } catch (thrown) {
          if (isRefused(thrown)) this.#note(userGuid, (history) => settled(history, login, null));
          throw thrown;
        }
      },
    };
  }

  /** Another job may begin before the lifecycle ends, and MX shows the last one alone. */
  #noteRefusal({ userGuid, memberGuid }: MemberId, reading: Reading): void {
    if (shownBy(reading) !== 'refused' || !reading.aggregatedAt) return;
    this.#note(userGuid, (history, now) =>
      withReading(history, memberGuid, reading, { by: 'elsewhere', now }),
    );
  }

  /** Counts a start, unless the bank has refused the last two logins, and MX still shows that. */
  #mayStart(member: MemberId, login: Login): Promise<boolean> {
    const { userGuid, memberGuid } = member;
    const look = this.#looks.get(memberKey(member));
    const count = (history: LoginHistory, now: number): readonly [LoginHistory, boolean] => {
      const seen = look
        ? withReading(history, memberGuid, look, { by: 'elsewhere', now })
        : history;
      if (isRefusedOften(refusalsOf(seen, memberGuid, now))) return [seen, false];
      return [withLogin(seen, login, now), true];
    };
    return this.#change(userGuid, count, 'soon').catch((thrown) => {
      this.#options.onError(thrown);
      return true;
    });
  }

  /** Notes what MX has shown when a lifecycle ended. */
  noteEnd(record: MemberRecord): void {
    const { member } = record.context;
    this.#looks.delete(memberKey(member));
    this.#note(member.userGuid, (history, now) => {
      const after = withEndOf(record, history, now);
      if (after !== history && refusalsOf(after, member.memberGuid, now) === null)
        this.sent.drop(member);
      return after;
    });
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
      // That a login has ended stands in the record of the member, too.
      const isKept =
        storing === 'soon' &&
        after.logins.length === before.logins.length &&
        after.refusals === before.refusals;
      if (after !== before && !isKept) await this.#store(userGuid, after, storing);
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
