import { HostError, requireMember } from '@mx-member/machine/hosting';
import { isOver, type MemberId, type MemberRecord, recover } from '@mx-member/machine/step';
import type { Engine } from './engine.ts';
import { NEVER, type RunningMember } from './members/running-member.ts';
import type { KeptRecords } from './store/kept-records.ts';

/** What may be shown of members: only what is kept. */
export class ShownMembers {
  readonly #engine: Engine;
  readonly #records: KeptRecords;

  constructor(engine: Engine, records: KeptRecords) {
    this.#engine = engine;
    this.#records = records;
  }

  /** The member that runs, for somebody who asks for it. @throws {HostError} `invalid` for what names no member. */
  running(member: MemberId): RunningMember | undefined {
    return this.#engine.lookAt(requireMember(member));
  }

  /** The kept record of a member that runs, or has ended. @throws {HostError} as {@link find}. */
  async kept(member: MemberId): Promise<MemberRecord> {
    const running = this.running(member);
    return running ? this.of(running) : this.find(member);
  }

  /** The member that runs, perhaps in the store alone until now. @throws {HostError} `invalid`, `unreadable`. */
  async runningOrKept(member: MemberId): Promise<RunningMember | undefined> {
    const running = this.running(member);
    if (running) return running;
    await this.findOrNull(member);
    return this.running(member);
  }

  /**
   * The kept record, `null` for none. A commit whose reply was lost on its way from a database may be kept although it has failed
   * here. Its member runs in the store alone, and goes on here as after a restart.
   * @throws {HostError} `unreadable`.
   */
  async findOrNull(member: MemberId): Promise<MemberRecord | null> {
    const record = await this.#records.find(Object(member));
    if (record && !isOver(record) && !this.running(member))
      this.#engine.planFirst(this.#engine.addRestored(recover(record)), this.#engine.clock());
    return record;
  }

  /** The kept record of a member that does not run. @throws {HostError} `notFound`, `unreadable`. */
  async find(member: MemberId): Promise<MemberRecord> {
    const found = await this.findOrNull(member);
    if (!found)
      throw new HostError('notFound', 'This host does not know the member. Start it first.');
    return found;
  }

  /** The last record that was kept. It waits for the first record. */
  async of(member: RunningMember): Promise<MemberRecord> {
    if (member.keptAt === NEVER && member.shown === null) return this.latest(member);
    return member.shown ?? member.record;
  }

  /** The record of this moment or a later one, when it is kept. */
  async latest(member: RunningMember): Promise<MemberRecord> {
    await this.whenKept(member);
    return member.shown ?? member.record;
  }

  /** @throws {HostError} `unreachable` when the record could not be kept. */
  async whenKept(member: RunningMember): Promise<void> {
    try {
      await this.#engine.writer.whenKept(member);
    } catch {
      throw new HostError('unreachable', 'The store did not keep the record. Please try again.');
    }
  }
}
