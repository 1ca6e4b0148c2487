import type { CreatingHost } from '@mx-member/http/create';
import {
  type AnsweredMember,
  answerOn,
  completeInput,
  type GivenAnswers,
  HOST_DEFAULTS,
  HostError,
  isUnpolled,
  type NextOptions,
  requireMember,
  startOn,
} from '@mx-member/machine/hosting';
import {
  isOver,
  type MemberId,
  type MemberInput,
  type MemberRecord,
  type MemberView,
  recordView,
} from '@mx-member/machine/step';
import { closeInTime } from './closing.ts';
import { HostCreations } from './creations/host-creations.ts';
import { Engine } from './engine.ts';
import { hasLeft } from './left.ts';
import { limitPort } from './limited-port.ts';
import { closeWhenLost } from './lost.ts';
import { createIntern } from './members/intern.ts';
import { memberKey, NEVER, type RunningMember } from './members/running-member.ts';
import { Sequence } from './members/sequence.ts';
import { Waiters } from './members/waiters.ts';
import type { HostLoad } from './operate/stats.ts';
import { DEFAULT_CLOSE_TIMEOUT, DEFAULT_MAX_IN_FLIGHT, type HostOptions } from './options.ts';
import { restoreMembers } from './restore.ts';
import { isCreation } from './store/creation-rows.ts';
import { Deliveries } from './store/deliveries.ts';
import { createOutcomeStore } from './store/memory-store.ts';
import { checkedRecord } from './store/rows.ts';
import type { HostStore } from './store/store.ts';

/** How often records are removed after their retention, in ms. */
const SWEEP = 60 * 60 * 1000;

const ignore = (): void => {};

/** See `createHost`. */
export class Host implements CreatingHost {
  readonly creations: HostCreations;
  readonly #options: HostOptions;
  readonly #store: HostStore;
  readonly #now: () => number;
  readonly #engine: Engine;
  readonly #deliveries: Deliveries | null;
  readonly #intern = createIntern();
  readonly #waiters = new Waiters<string>();
  /** Two starts of one member must not run at the same time. */
  readonly #starts = new Sequence<string>();
  #sweep: ReturnType<typeof setInterval> | undefined;
  #closing: Promise<void> | null = null;

  constructor(options: HostOptions) {
    const { port, limiter, onEnded, onError = ignore } = options;
    this.#options = options;
    this.#store = options.store ?? createOutcomeStore();
    this.#now = options.now ?? Date.now;
    this.#deliveries = onEnded
      ? new Deliveries({
          timeout: options.onEndedTimeout ?? HOST_DEFAULTS.onEndedTimeout,
          deliver: async ({ member, view }, signal) => onEnded(member, view, { signal }),
          onDelivered: ({ member, view: { revision } }) =>
            this.#engine.writer.addChange({ type: 'acknowledged', member, revision }),
          onError: (thrown) => onError(thrown, 'onEnded'),
        })
      : null;
    this.#engine = new Engine({
      port: limiter ? limitPort(port, limiter) : port,
      store: this.#store,
      keepsOutcomes: onEnded !== undefined,
      maxInFlight: options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT,
      requestsPerSecond: options.requestsPerSecond,
      now: this.#now,
      onError,
      onKept: (record) => this.#onKept(record),
    });
    this.creations = new HostCreations({
      host: this,
      store: this.#store,
      writer: this.#engine.writer,
      directory: options.directory,
      now: this.#now,
      assertOpen: () => this.#assertOpen(),
      onError,
    });
  }

  async open(): Promise<this> {
    const { onError = ignore, onRestore = ignore } = this.#options;
    const { outcomes, creations } = await restoreMembers({
      store: this.#store,
      engine: this.#engine,
      onRestore,
      onError,
    });
    for (const outcome of outcomes) this.#deliveries?.add(outcome);
    for (const creation of creations) this.creations.lookLater(creation);
    for (const { record } of this.#engine.members) this.#observe(record);
    this.#forgetOld();
    this.#sweep = setInterval(() => this.#forgetOld(), SWEEP);
    return closeWhenLost(this, this.#options);
  }

  /** What its statistics are made of. */
  get load(): HostLoad {
    return {
      isOpen: this.#closing === null,
      isStoreFailing: this.#engine.writer.isFailing,
      undelivered: this.#deliveries?.undelivered ?? 0,
      maxInFlight: this.#options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT,
      members: this.#engine.members,
      now: this.#engine.clock(),
    };
  }

  async start(
    input: MemberInput,
    { after }: { readonly after?: number } = {},
  ): Promise<MemberView> {
    this.#assertOpen();
    const whole = completeInput(input, this.#options);
    if (isCreation(whole.member)) throw new HostError('invalid', 'A guid of MX has no colon.');
    return this.#starts.run(memberKey(whole.member), () => this.#start(whole, after));
  }

  async #start(input: MemberInput, after: number | undefined): Promise<MemberView> {
    this.#assertOpen();
    const found = this.#running(input.member);
    const running = found && !isOver(found.record) ? found : null;
    // Its end is not kept yet, and the next lifecycle begins after that end.
    if (found && !running) await this.#whenKept(found);
    const kept = running ? running.record : await this.#findKept(input.member);
    const started = startOn(kept, input, after);
    if ('shows' in started)
      return this.#viewOf(running ? await this.#shown(running) : started.shows);
    const member = this.#engine.begin({ ...started, record: this.#intern(started.record) }, kept);
    return this.#viewOf(await this.#latest(member));
  }

  async answer(member: MemberId, given: GivenAnswers): Promise<AnsweredMember> {
    this.#assertOpen();
    const running = this.#running(member);
    if (!running) {
      const ended = await this.#find(member);
      return { view: this.#viewOf(ended), problems: answerOn(ended, given).problems };
    }
    if (running.keptAt === NEVER) await this.#whenKept(running);
    if (isUnpolled(running.record)) {
      this.#engine.hurry(running, 'acting');
      await this.#engine.waitForFirstPoll(running, HOST_DEFAULTS.firstPollWait);
      this.#assertOpen();
    }
    const { step, problems } = answerOn(running.record, given);
    this.#engine.applyStep(running, step, 'user');
    return { view: this.#viewOf(await this.#latest(running)), problems };
  }

  async hint(member: MemberId): Promise<void> {
    this.#assertOpen();
    const running = this.#running(member);
    if (!running) await this.#find(member);
    else {
      if (isUnpolled(running.record)) this.#engine.hurry(running, 'waiting');
      this.#engine.apply(running, { type: 'status.changed' });
    }
  }

  async cancel(member: MemberId): Promise<MemberView> {
    this.#assertOpen();
    const running = this.#running(member);
    if (!running) return this.#viewOf(await this.#find(member));
    this.#engine.apply(running, { type: 'cancel' }, 'user');
    return this.#viewOf(await this.#latest(running));
  }

  async view(member: MemberId): Promise<MemberView> {
    this.#assertOpen();
    return this.#viewOf(await this.#kept(member));
  }

  async next(
    member: MemberId,
    { revision, wait = HOST_DEFAULTS.nextWait, signal }: NextOptions,
  ): Promise<MemberView> {
    const until = this.#engine.clock() + wait;
    for (;;) {
      const record = await this.#kept(member);
      this.#assertOpen();
      const left = until - this.#engine.clock();
      if (record.context.revision !== revision || left <= 0) return this.#viewOf(record);
      await this.#waiters.wait(memberKey(member), left, signal);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { closeTimeout = DEFAULT_CLOSE_TIMEOUT, onLeft } = this.#options;
    clearInterval(this.#sweep);
    this.creations.close();
    await Promise.resolve();
    this.#waiters.notifyAll();
    const left = await closeInTime(closeTimeout, {
      engine: this.#engine,
      deliveries: this.#deliveries,
      close: () => this.#closeStore(),
    });
    if (hasLeft(left)) onLeft?.(left);
  }

  async #closeStore(): Promise<void> {
    for (const { record } of this.#engine.members)
      this.#options.observer?.onView(record.context.member, null);
    await this.#store.close();
  }

  #assertOpen(): void {
    if (this.#closing) throw new HostError('closed', 'This host was closed.');
  }

  /** The member that runs, for somebody who asks for it. */
  #running(member: MemberId): RunningMember | undefined {
    return this.#engine.lookAt(requireMember(member));
  }

  /** The kept record of a member that runs, or has ended. */
  async #kept(member: MemberId): Promise<MemberRecord> {
    const running = this.#running(member);
    return running ? this.#shown(running) : this.#find(member);
  }

  async #find(member: MemberId): Promise<MemberRecord> {
    const found = await this.#findKept(Object(member));
    if (!found)
      throw new HostError('notFound', 'This host does not know the member. Start it first.');
    return found;
  }

  async #findKept(member: MemberId): Promise<MemberRecord | null> {
    const row = isCreation(member) ? null : await this.#store.find(member);
    return row && checkedRecord(row);
  }

  /** The last record that was kept, which may be shown. It waits for the first record. */
  async #shown(member: RunningMember): Promise<MemberRecord> {
    if (member.keptAt === NEVER && member.shown === null) return this.#latest(member);
    return member.shown ?? member.record;
  }

  /** The record of this moment or a later one, when it is kept. */
  async #latest(member: RunningMember): Promise<MemberRecord> {
    await this.#whenKept(member);
    return member.shown ?? member.record;
  }

  async #whenKept(member: RunningMember): Promise<void> {
    try {
      await this.#engine.writer.whenKept(member);
    } catch {
      throw new HostError('unreachable', 'The store did not keep the record. Please try again.');
    }
  }

  #viewOf(record: MemberRecord): MemberView {
    const view = recordView(record);
    return view.busy && this.#engine.isLate ? { ...view, isSlow: true } : view;
  }

  #observe(record: MemberRecord): void {
    this.#options.observer?.onView(record.context.member, recordView(record));
  }

  #onKept(record: MemberRecord): void {
    this.#observe(record);
    const { member } = record.context;
    if (!this.#waiters.isEmpty) this.#waiters.notify(memberKey(member));
    if (isOver(record)) this.#deliveries?.add({ member, view: recordView(record) });
  }

  #forgetOld(): void {
    const { retention = HOST_DEFAULTS.retention } = this.#options;
    this.#engine.writer.addChange({ type: 'forgotten', endedBefore: this.#now() - retention });
  }
}
