import {
  type AnsweredMember,
  type BareView,
  type GivenAnswers,
  HostError,
  isUnpolled,
  NEXT_WAIT,
  type NextOptions,
  type StartOptions,
} from '@mx-member/machine/hosting';
import {
  isOver,
  type MemberId,
  type MemberInput,
  type MemberRecord,
} from '@mx-member/machine/step';
import { NOT_YET } from '../not-yet.ts';
import { storageKey } from '../page-storage.ts';
import { safely } from '../safely.ts';
import { Changes } from './changes.ts';
import type { Attendance, Attendant } from './contract.ts';
import type { PageMemberOptions } from './ends.ts';
import { checkKept, KeptInPage, type KeptLifecycle } from './kept.ts';
import { LocalLifecycle } from './lifecycle.ts';
import { PATIENCE, Tabs, unreachable } from './tabs.ts';

/**
 * One member in this page. One tab runs it, and the other tabs show what that tab says:
 *
 * 1. The first call reads the stored record and asks for the lock. Until the lock is granted, the tab shows what the owner says.
 * 2. The tab with the lock runs the member. It polls MX first, because the stored record can be old.
 * 3. A start, an answer or a cancel in another tab asks the owner for the member. The owner completes what it has sent, sends
 *    its last record to the other tabs and frees the lock. So answers and credentials never pass from tab to tab.
 * 4. The tab releases the member in the same way when its last attendant has left.
 */
export class PageMember {
  readonly #member: MemberId;
  readonly #options: PageMemberOptions;
  readonly #kept: KeptInPage;
  readonly #lifecycle: LocalLifecycle;
  readonly #tabs: Tabs;
  readonly #attendants = new Set<Attendant>();
  readonly #changes = new Changes();
  /** Work during which this tab keeps the member. */
  readonly #held = new Set<Promise<void>>();
  #isAwake = false;
  #isClosed = false;
  #isElsewhere = false;
  #isOwnerSilent = false;

  /** @param key The name of the member in the storage. */
  constructor(member: MemberId, key: string, options: PageMemberOptions) {
    this.#member = member;
    this.#options = options;
    this.#kept = new KeptInPage(member, key, options);
    this.#lifecycle = new LocalLifecycle({
      port: options.port,
      viewOf: options.viewOf,
      onStep: options.onStep,
      trace: options.trace,
      onError: (thrown) => safely(() => options.onError?.(thrown)),
      keep: (kept) => this.#keep(kept),
      changed: () => {
        this.#changes.notify();
        // After the end an attendant no longer waits for changes, but it must see a lifecycle that another one begins.
        if (this.#attendants.size > 1) this.#tell();
      },
    });
    this.#tabs = new Tabs(options.name ? storageKey(options.name, member) : key, {
      owner: () => this.#own(),
      kept: (kept) => this.#hear(kept),
      ask: () => {
        this.#postKept();
        for (const attendant of this.#attendants) attendant.onAsked();
      },
      hint: () => {
        this.#lifecycle.apply({ type: 'status.changed' });
        this.#postKept();
      },
      handOver: () => void this.#handOver(),
      silent: () => this.#silent(),
    });
  }

  attend(attendant: Attendant): Attendance {
    // The same attendant may attend twice, so each attendance is a new object.
    const own: Attendant = {
      onTabs: (view) => attendant.onTabs(view),
      onAsked: () => attendant.onAsked(),
    };
    this.#attendants.add(own);
    if (this.#isAwake) this.#tell();
    else this.#wake();
    return {
      hold: (work) => this.#keepDuring(work),
      leave: () => {
        if (this.#attendants.delete(own) && this.#attendants.size === 0) void this.#sleep();
      },
    };
  }

  async start(input: MemberInput, { after, replace }: StartOptions): Promise<BareView> {
    await this.#find();
    const isReplaced = !this.record && replace === true;
    if (!this.record && !isReplaced) this.#kept.assertReadable();
    // If another tab runs this lifecycle, it is only shown here.
    const isShown = this.record !== null && this.#lifecycle.isShownBy(input, after);
    if (this.#lifecycle.isRunning || !isShown)
      await this.#keepDuring(async () => {
        if (isReplaced) return this.#replace(input);
        this.#lifecycle.start(input, after);
      });
    return this.#view();
  }

  async answer(given: GivenAnswers): Promise<AnsweredMember> {
    let problems: AnsweredMember['problems'] = [NOT_YET];
    const answerNow = async () => {
      await this.#changes.until(() => !this.record || !isUnpolled(this.record), PATIENCE);
      this.#assertOpen();
      problems = this.#lifecycle.answer(this.record as MemberRecord, given);
    };
    if (isOver(await this.#known())) await answerNow();
    else if (await this.#isTakenOver()) await this.#keepDuring(answerNow);
    return { view: this.#view(), problems };
  }

  async hint(): Promise<void> {
    await this.#known();
    if (this.#lifecycle.isRunning) this.#lifecycle.apply({ type: 'status.changed' });
    else this.#tabs.post({ type: 'hint' });
  }

  async cancel(): Promise<BareView> {
    if (!isOver(await this.#known()))
      await this.#asOwner(() => this.#lifecycle.apply({ type: 'cancel' }));
    return this.#view();
  }

  async view(): Promise<BareView> {
    await this.#known();
    return this.#view();
  }

  async next({ revision, wait = NEXT_WAIT, signal }: NextOptions): Promise<BareView> {
    await this.#known();
    await this.#changes.until(() => this.record?.context.revision !== revision, wait, signal);
    this.#assertOpen();
    return this.#view();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#changes.close();
    void this.#sleep();
    await this.#lifecycle.idle();
  }

  private get record(): MemberRecord | null {
    return this.#lifecycle.record;
  }

  #view(): BareView {
    return this.#lifecycle.view as BareView;
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new HostError('closed', 'This host was closed.');
  }

  #wake(): void {
    if (this.#isAwake || this.#isClosed) return;
    this.#isAwake = true;
    this.#load();
    this.#tell();
    this.#tabs.join();
  }

  #load(): void {
    const kept = this.#kept.read();
    if (kept) this.#lifecycle.adopt(kept);
  }

  /** Begins with a poll, unless another tab has already done so. */
  #replace(input: MemberInput): void {
    if (!this.record) this.#lifecycle.replace(this.#kept.setAside(), input);
  }

  /** Releases the member after all commands are completed, unless it is woken meanwhile. */
  async #sleep(): Promise<void> {
    this.#isAwake = false;
    await this.#stop(() => !this.#isAwake);
    if (!this.#isAwake) await this.#tabs.say(this.#lifecycle.kept);
    if (!this.#isAwake) this.#tabs.leave();
  }

  async #handOver(): Promise<void> {
    await this.#stop(() => true);
    await this.#tabs.say(this.#lifecycle.kept);
    this.#tabs.release();
    // A page that has closed meanwhile does not want the member back.
    if (this.#isAwake) this.#tabs.join();
  }

  async #stop(isWanted: () => boolean): Promise<void> {
    while (this.#held.size > 0) await Promise.allSettled(this.#held);
    if (!isWanted()) return;
    this.#lifecycle.stop();
    await this.#lifecycle.idle();
  }

  /** Waits for a record or for the lock. With the lock, no other tab has a record. */
  async #find(): Promise<void> {
    if (!this.#lifecycle.isRunning) this.#wake();
    await this.#changes.until(() => this.#tabs.isOwner || this.record !== null, PATIENCE);
    this.#assertOpen();
    if (!this.#tabs.isOwner && !this.record) throw unreachable();
  }

  /** The record of the member. @throws {HostError} `notFound` for a member that was never started. */
  async #known(): Promise<MemberRecord> {
    await this.#find();
    const { record } = this;
    if (record) return record;
    this.#kept.assertReadable();
    if (this.#attendants.size === 0) void this.#sleep();
    throw new HostError('notFound', 'This host does not know the member. Start it first.');
  }

  /** Takes the member over. @returns Whether this tab runs the member now. */
  async #isTakenOver(): Promise<boolean> {
    if (!this.#lifecycle.isRunning) this.#wake();
    if (!this.#tabs.isOwner) {
      this.#tabs.post({ type: 'handOver' });
      await this.#changes.until(() => this.#tabs.isOwner, PATIENCE);
      this.#assertOpen();
      if (!this.#tabs.isOwner) this.#silent();
    }
    return this.#lifecycle.isRunning;
  }

  /** Takes the member over and does the work at once, before another tab can ask for the member. */
  async #asOwner<Result>(work: () => Result): Promise<Result> {
    if (!(await this.#isTakenOver()) || !this.#lifecycle.isRunning) throw unreachable();
    return work();
  }

  /** Keeps the member in this tab until the work is done. */
  async #keepDuring(work: () => Promise<void>): Promise<void> {
    await this.#asOwner(() => {
      const held = work().finally(() => this.#held.delete(held));
      this.#held.add(held);
      return held;
    });
  }

  #keep(kept: KeptLifecycle): boolean {
    const { record } = kept;
    this.#tabs.post({ type: 'kept', kept });
    if (isOver(record)) this.#options.ends.add({ member: this.#member, view: this.#view() });
    return this.#kept.write(kept);
  }

  #postKept(): void {
    const { kept } = this.#lifecycle;
    if (kept && this.#tabs.isOwner) this.#tabs.post({ type: 'kept', kept });
  }

  #own(): void {
    this.#isElsewhere = false;
    this.#isOwnerSilent = false;
    // A tab that crashed may have stored more than it could send.
    this.#load();
    this.#lifecycle.run();
    this.#tell();
    // Another tab may have asked the previous owner.
    this.#postKept();
    this.#changes.notify();
  }

  #hear(kept: unknown): void {
    this.#lifecycle.adopt(checkKept(kept, this.#member));
    this.#isElsewhere = !this.#tabs.isOwner;
    this.#isOwnerSilent = false;
    this.#tell();
  }

  #silent(): void {
    this.#isOwnerSilent = true;
    this.#tell();
  }

  #tell(): void {
    const { view: member } = this.#lifecycle;
    const view = { member, isElsewhere: this.#isElsewhere, isOwnerSilent: this.#isOwnerSilent };
    for (const attendant of this.#attendants) attendant.onTabs(view);
  }
}
