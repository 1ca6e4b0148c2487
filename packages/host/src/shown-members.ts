import { TimeoutError } from '@mx-member/http/web';
import { HostError, requireMember } from '@mx-member/machine/hosting';
import { isOver, type MemberId, type MemberRecord, recover } from '@mx-member/machine/step';
import type { Engine } from './engine.ts';
import { NEVER, type RunningMember } from './members/running-member.ts';
import { inTime, unsent } from './store/in-time.ts';
import type { KeptRecords } from './store/kept-records.ts';

/** What callers may see of members: only committed records. */
export class ShownMembers {
  readonly #engine: Engine;
  readonly #records: KeptRecords;

  constructor(engine: Engine, records: KeptRecords) {
    this.#engine = engine;
    this.#records = records;
  }

  /** The running member, on behalf of a caller. @throws {HostError} `invalid` for malformed ids. */
  running(member: MemberId): RunningMember | undefined {
    return this.#engine.lookAt(requireMember(member));
  }

  /** The committed record of a member that runs or has ended. @throws {HostError} like {@link find}. */
  async kept(member: MemberId): Promise<MemberRecord> {
    const running = this.running(member);
    return running ? this.of(running) : this.find(member);
  }

  /**
   * The member with this guid, whoever its user is.
   *
   * @throws {HostError} `notFound`. `invalid` if it does not run, and the store cannot find it without its user.
   */
  async named(memberGuid: string): Promise<MemberId> {
    for (const { record } of this.#engine.members)
      if (record.context.member.memberGuid === memberGuid) return record.context.member;
    const found = await this.#records.named(memberGuid);
    if (!found) throw new HostError('notFound', 'This host does not know the member.');
    return found;
  }

  /** The running member, which may so far run only in the store. @throws {HostError} `invalid`, `unreadable`. */
  async runningOrKept(member: MemberId): Promise<RunningMember | undefined> {
    const running = this.running(member);
    if (running) return running;
    await this.findOrNull(member);
    return this.running(member);
  }

  /**
   * The committed record, or `null`. If the reply to a commit was lost on its way from a database, the commit may have
   * succeeded although it failed here. Its member then runs only in the store, and is resumed here as after a restart.
   *
   * @throws {HostError} `unreadable`.
   */
  async findOrNull(member: MemberId): Promise<MemberRecord | null> {
    const record = await this.#records.find(Object(member));
    if (record && !isOver(record) && !this.running(member))
      this.#engine.planFirst(this.#engine.addRestored(recover(record)), this.#engine.clock());
    return record;
  }

  /** The committed record of a member that does not run. @throws {HostError} `notFound`, `unreadable`. */
  async find(member: MemberId): Promise<MemberRecord> {
    const found = await this.findOrNull(member);
    if (!found)
      throw new HostError('notFound', 'This host does not know the member. Start it first.');
    return found;
  }

  /** The last committed record. Waits for the first commit. */
  async of(member: RunningMember): Promise<MemberRecord> {
    if (member.keptAt === NEVER && member.shown === null) return this.latest(member);
    return member.shown ?? member.record;
  }

  /** The current record or a later one, after it was committed. */
  async latest(member: RunningMember): Promise<MemberRecord> {
    await this.whenKept(member);
    return member.shown ?? member.record;
  }

  /** @throws {HostError} `unreachable` when the record could not be committed in time. */
  async whenKept(member: RunningMember): Promise<void> {
    try {
      await inTime(() => this.#engine.writer.whenKept(member));
    } catch (thrown) {
      if (thrown instanceof TimeoutError)
        throw new HostError('unreachable', 'The store has not saved the record yet.');
      // Starts and answers are sent after the commit, so they were not sent.
      throw unsent('The store could not save the record. Please try again.');
    }
  }
}
