import {
  type CreatingHost,
  loginsOf,
  type MemberLogins,
  resetLogins,
} from '@mx-member/http/create';
import type { Erased } from '@mx-member/http/host';
import {
  type AnsweredMember,
  completeInput,
  type GivenAnswers,
  HOST_DEFAULTS,
  HostError,
  isOvertaken,
  isUnpolled,
  NEXT_WAIT,
  type NextOptions,
  requireGuid,
  type StartOptions,
  startOn,
} from '@mx-member/machine/hosting';
import {
  isOver,
  type MemberId,
  type MemberInput,
  type MemberRecord,
  type MemberView,
  recordView,
  type Step,
} from '@mx-member/machine/step';
import { type Story, storyOf } from '@mx-member/machine/trace';
import { closeInTime, hasLeft } from './closing.ts';
import { HostCreations } from './creations/host-creations.ts';
import { Engine } from './engine.ts';
import { Erasure } from './erasure.ts';
import { HostLogins } from './logins/host-logins.ts';
import { createIntern } from './members/intern.ts';
import { memberKey, NEVER } from './members/running-member.ts';
import { Sequence } from './members/sequence.ts';
import { keptStory, storyteller } from './members/stories.ts';
import { Waiters } from './members/waiters.ts';
import type { Counters } from './operate/counters.ts';
import type { HostLoad } from './operate/stats.ts';
import { DEFAULT_CLOSE_TIMEOUT, DEFAULT_MAX_IN_FLIGHT, type HostOptions } from './options.ts';
import { restoreMembers } from './restore.ts';
import { ShownMembers } from './shown-members.ts';
import { type TracedSteps, tracedSteps } from './steps.ts';
import { isAboutNoMember } from './store/creation-rows.ts';
import { Deliveries } from './store/deliveries.ts';
import { unsent } from './store/in-time.ts';
import { KeptRecords } from './store/kept-records.ts';
import type { ObservedClock } from './store/observed-clock.ts';
import type { HostStore } from './store/store.ts';

/** How often expired records are removed, in ms. */
const SWEEP = 60 * 60 * 1000;

const ignore = (): void => {};

/** What a host is built from. */
export interface Opened {
  readonly store: HostStore;
  readonly now: () => number;
  readonly observed: ObservedClock;
  readonly counters: Counters;
}

/** See `createHost`. */
export class Host implements CreatingHost {
  readonly creations: HostCreations;
  readonly logins: HostLogins;
  readonly #options: HostOptions;
  readonly #store: HostStore;
  readonly #now: () => number;
  readonly #observed: ObservedClock;
  readonly #counters: Counters;
  readonly #records: KeptRecords;
  readonly #shown: ShownMembers;
  readonly #engine: Engine;
  readonly #steps: TracedSteps;
  readonly #deliveries: Deliveries | null;
  readonly #erasure: Erasure;
  readonly #intern = createIntern();
  readonly #waiters = new Waiters<string>();
  /** Starts of one member must not overlap. */
  readonly #starts = new Sequence<string>();
  #sweep: ReturnType<typeof setInterval> | undefined;
  #closing: Promise<void> | null = null;

  constructor(options: HostOptions, { store, now, observed, counters }: Opened) {
    const { port, onEnded, onError = ignore } = options;
    this.#options = options;
    this.#store = store;
    this.#now = now;
    this.#observed = observed;
    this.#counters = counters;
    const { trace, explains = true } = options;
    this.#steps = tracedSteps([...(trace ? [trace] : []), ...(explains ? [storyteller] : [])], now);
    this.#records = new KeptRecords(store, options.onUnreadable ?? ignore, (thrown) =>
      onError(thrown, 'store'),
    );
    this.#deliveries = onEnded
      ? new Deliveries({
          timeout: options.onEndedTimeout ?? HOST_DEFAULTS.onEndedTimeout,
          deliver: async ({ member, view }, signal) => onEnded(member, view, { signal }),
          onDelivered: ({ member, view: { revision } }) =>
            this.#engine.writer.addChange({ type: 'acknowledged', member, revision }),
          onError: (thrown) => onError(thrown, 'onEnded'),
        })
      : null;
    this.logins = new HostLogins({
      records: this.#records,
      recordOf: (member) => this.#engine.members.get(member)?.record,
      writer: () => this.#engine.writer,
      retention: options.retention ?? HOST_DEFAULTS.retention,
      now,
      observed: () => observed.now(),
      onError: (thrown) => onError(thrown, 'store'),
      onHeld: (why) => this.#counters.held.note(why),
    });
    this.#engine = new Engine({
      port: this.logins.counted(port),
      store,
      step: this.#steps.step,
      keepsOutcomes: onEnded !== undefined,
      maxInFlight: options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT,
      requestsPerSecond: options.requestsPerSecond,
      now,
      elapsed: options.elapsed ?? (() => performance.now()),
      observed,
      onError,
      onKept: (record) => this.#onKept(record),
    });
    this.#shown = new ShownMembers(this.#engine, this.#records);
    this.#erasure = new Erasure({
      engine: this.#engine,
      whenKept: (member) => this.#shown.whenKept(member),
      deliveries: this.#deliveries,
      forget: (userGuid) => this.logins.forget(userGuid),
    });
    this.creations = new HostCreations({
      host: this,
      records: this.#records,
      writer: this.#engine.writer,
      directory: options.directory,
      now,
      assertOpen: () => this.#assertOpen(),
      onError,
      onFailed: (thrown) => {
        if (this.#counters.noteFailedCreation(thrown)) onError(thrown, 'creation');
      },
    });
  }

  /** See `RunningHost`. */
  async forget(userGuid: string): Promise<Required<Erased>> {
    this.#assertOpen();
    requireGuid('userGuid', userGuid);
    return this.creations.run(userGuid, () => this.#erasure.erase(userGuid));
  }

  async open(): Promise<this> {
    const { onRestore = ignore } = this.#options;
    const { outcomes, creations } = await restoreMembers({
      store: this.#store,
      engine: this.#engine,
      recover: this.#steps.recover,
      onRestore,
      onUnreadable: (row) => this.#records.report(row),
    });
    for (const outcome of outcomes) this.#deliveries?.add(outcome);
    for (const creation of creations) this.creations.lookLater(creation);
    for (const { record } of this.#engine.members) this.#observe(record);
    this.#forgetOld();
    this.#sweep = setInterval(() => this.#forgetOld(), SWEEP);
    this.#closeWhenLost();
    return this;
  }

  /** The numbers for its statistics. */
  get load(): HostLoad {
    return {
      isOpen: this.#closing === null,
      undelivered: this.#deliveries?.undelivered ?? 0,
      maxInFlight: this.#options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT,
      engine: this.#engine,
    };
  }

  async start(input: MemberInput, options: StartOptions = {}): Promise<MemberView> {
    this.#assertWorks();
    const whole = completeInput(input, this.#options, this.#now());
    if (isAboutNoMember(whole.member))
      throw new HostError('invalid', 'A guid of MX must not contain a colon.');
    return this.#starts.run(memberKey(whole.member), () => this.#start(whole, options));
  }

  async #start(input: MemberInput, { after, replace }: StartOptions): Promise<MemberView> {
    this.#assertWorks();
    const found = this.#shown.running(input.member);
    const running = found && !isOver(found.record) ? found : null;
    if (running && isOvertaken(running.record, input)) {
      const { revision } = await this.cancel(input.member);
      return this.#start(input, { after: revision });
    }
    // The previous outcome is not committed yet, and the next lifecycle refers to it.
    if (found && !running) await this.#shown.whenKept(found);
    const unread = replace && !running ? await this.#records.findUnreadable(input.member) : null;
    if (unread) return this.#replace(input, unread.old);
    const kept = running ? running.record : await this.#shown.findOrNull(input.member);
    const first = startOn(kept, input, after);
    // Until its first commit, a member that runs shows how the lifecycle before ended.
    if (running?.keptAt === NEVER) await this.#shown.whenKept(running);
    if ('shows' in first)
      return this.#viewOf(running ? await this.#shown.of(running) : first.shows);
    const started = this.#steps.startOn(kept, input, after);
    return 'shows' in started ? this.#viewOf(started.shows) : this.#begin(started, kept);
  }

  /** @param old The unreadable record, as far as it is JSON. It is set aside in the same commit as the new record. */
  async #replace(input: MemberInput, old: unknown): Promise<MemberView> {
    const { member } = input;
    this.#engine.writer.addChange({ type: 'setAside', member, at: this.#observed.now() });
    return this.#begin(this.#steps.replaceOn(old, input), null);
  }

  async #begin(step: Step, shown: MemberRecord | null): Promise<MemberView> {
    this.#erasure.assertStays(step.record.context.member);
    const member = this.#engine.begin({ ...step, record: this.#intern(step.record) }, shown);
    return this.#viewOf(await this.#shown.latest(member));
  }

  async answer(member: MemberId, given: GivenAnswers): Promise<AnsweredMember<MemberView>> {
    this.#assertWorks();
    const running = await this.#shown.runningOrKept(member);
    if (!running) {
      const ended = await this.#shown.find(member);
      return { view: this.#viewOf(ended), problems: this.#steps.answerOn(ended, given).problems };
    }
    if (running.keptAt === NEVER) await this.#shown.whenKept(running);
    if (isUnpolled(running.record)) {
      this.#engine.hurry(running, 'acting');
      await this.#engine.waitForFirstPoll(running, HOST_DEFAULTS.firstPollWait);
      this.#assertOpen();
    }
    const { step, problems } = this.#steps.answerOn(running.record, given);
    this.#engine.applyStep(running, step, 'user');
    const kept = await this.#shown.latest(running);
    return { view: this.#viewOf(kept), problems };
  }

  async hint(member: MemberId): Promise<void> {
    this.#assertOpen();
    const running = await this.#shown.runningOrKept(member);
    if (!running) await this.#shown.find(member);
    else {
      if (isUnpolled(running.record)) this.#engine.hurry(running, 'waiting');
      this.#engine.apply(running, { type: 'status.changed' });
    }
  }

  async cancel(member: MemberId): Promise<MemberView> {
    this.#assertOpen();
    const running = await this.#shown.runningOrKept(member);
    if (!running) return this.#viewOf(await this.#shown.find(member));
    this.#engine.apply(running, { type: 'cancel' }, 'user');
    return this.#viewOf(await this.#shown.latest(running));
  }

  async view(member: MemberId): Promise<MemberView> {
    this.#assertOpen();
    return this.#viewOf(await this.#shown.kept(member));
  }

  /** See `RunningHost`. */
  async explain({
    memberGuid,
    userGuid,
  }: Pick<MemberId, 'memberGuid'> & Partial<MemberId>): Promise<Story> {
    this.#assertOpen();
    requireGuid('memberGuid', memberGuid);
    const { context } = await this.#shown.kept(await this.#named({ memberGuid, userGuid }));
    return storyOf(keptStory(context.member) ?? []);
  }

  /** See `RunningHost`. */
  async resetLogins(
    member: Pick<MemberId, 'memberGuid'> & Partial<MemberId>,
    given: { readonly by: string; readonly reason: string },
  ): Promise<MemberLogins> {
    this.#assertOpen();
    requireGuid('memberGuid', member.memberGuid);
    return resetLogins(this.logins, await this.#named(member), given);
  }

  /** See `RunningHost`. */
  async loginsOf(member: Pick<MemberId, 'memberGuid'> & Partial<MemberId>): Promise<MemberLogins> {
    this.#assertOpen();
    requireGuid('memberGuid', member.memberGuid);
    return loginsOf(this.logins, await this.#named(member));
  }

  async #named({
    memberGuid,
    userGuid,
  }: Pick<MemberId, 'memberGuid'> & { readonly userGuid?: string | undefined }): Promise<MemberId> {
    return userGuid === undefined ? this.#shown.named(memberGuid) : { userGuid, memberGuid };
  }

  async next(
    member: MemberId,
    { revision, wait = NEXT_WAIT, signal }: NextOptions,
  ): Promise<MemberView> {
    const until = this.#engine.clock() + wait;
    for (;;) {
      const record = await this.#shown.kept(member);
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
    if (this.#observed.isDue) this.#engine.writer.addChange(this.#observed.row());
    await Promise.resolve();
    this.#waiters.notifyAll();
    const left = await closeInTime(closeTimeout, {
      engine: this.#engine,
      deliveries: this.#deliveries,
      close: () => this.#closeStore(),
    });
    if (hasLeft(left)) onLeft?.(left);
  }

  /** Closes the host when another process takes over its members. */
  #closeWhenLost(): void {
    const { onError } = this.#options;
    const { lost } = this.#store;
    const close = () => {
      onError?.(lost?.reason, 'store');
      void this.close();
    };
    if (lost?.aborted) close();
    else lost?.addEventListener('abort', close, { once: true });
  }

  async #closeStore(): Promise<void> {
    for (const { record } of this.#engine.members)
      this.#options.observer?.onView(record.context.member, null);
    await this.#store.close();
  }

  #assertOpen(): void {
    if (this.#closing) throw new HostError('closed', 'This host was closed.');
  }

  /** @throws {HostError} `closed`. `unreachable` while commits fail or MX refuses the key, so that no caller waits. */
  #assertWorks(): void {
    this.#assertOpen();
    const { isStoreFailing, isPaused } = this.#engine;
    if (!isStoreFailing && !isPaused) return;
    throw unsent(
      isStoreFailing
        ? 'The store cannot save records at the moment. Please try again.'
        : 'MX cannot be used at the moment. Please try again later.',
    );
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
    if (!isOver(record)) return;
    this.logins.noteEnd(record);
    const view = recordView(record);
    this.#counters.noteOutcome(view);
    this.#deliveries?.add({ member, view });
  }

  #forgetOld(): void {
    const { retention = HOST_DEFAULTS.retention } = this.#options;
    const endedBefore = this.#observed.now() - retention;
    this.#engine.writer.addChange(this.#observed.row());
    this.#engine.writer.addChange({ type: 'forgotten', endedBefore });
  }
}
