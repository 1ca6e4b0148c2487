import {
  eventOfUnsent,
  isUnpolled,
  isUserWaiting,
  mustCommitFirst,
} from '@mx-member/machine/hosting';
import {
  type CallEffect,
  DEFAULT_PACING,
  type Effect,
  isCall,
  isOver,
  type MemberId,
  type MemberPort,
  type MemberRecord,
  MxError,
  type Step,
  type StepEvent,
} from '@mx-member/machine/step';
import type { LeftWork } from './closing.ts';
import { Flights } from './flights.ts';
import {
  createRunningMember,
  type Lane,
  NEVER,
  type RunningMember,
} from './members/running-member.ts';
import { RunningMembers } from './members/running-members.ts';
import { Waiters } from './members/waiters.ts';
import { RefusedKey } from './refused-key.ts';
import { Loop } from './schedule/loop.ts';
import { LOOKING } from './schedule/priorities.ts';
import { type Cause, urgencyOf } from './store/commit-policy.ts';
import type { ObservedClock } from './store/observed-clock.ts';
import type { HostStore } from './store/store.ts';
import { Writer } from './store/writer.ts';

/** Carries out the steps of all members: commits their records, makes their calls, and waits. */

const DEFAULT_MAX_LAG = 30_000;

/** The longest wait of a user who answers after a failed poll, in ms. Polls are never closer than this. */
const RETRY_PACE = DEFAULT_PACING.busy;

const KEY_REFUSED =
  'MX refuses the API key. The host makes no calls but one now and then, until the key works again.';

/** The event of a poll that was not made. To the member it is a poll without a reply. */
const unansweredPoll = ({ turn }: CallEffect, at: number): StepEvent => ({
  type: 'error',
  call: 'readStatus',
  turn,
  fault: { code: 'unreachable', at: Math.round(at) },
});

export interface EngineOptions {
  readonly port: MemberPort;
  readonly store: HostStore;
  readonly step: (record: MemberRecord, event: StepEvent) => Step;
  readonly keepsOutcomes: boolean;
  readonly maxInFlight: number;
  readonly requestsPerSecond: number | undefined;
  /** The wall clock, in ms since 1970. */
  readonly now: () => number;
  /** A clock in ms that is never set. */
  readonly elapsed: () => number;
  /** The clock that dates outcomes. */
  readonly observed: ObservedClock;
  readonly onError: (thrown: unknown, where: CallEffect['type'] | 'store') => void;
  /** Called after a member's record was committed. */
  readonly onKept: (record: MemberRecord) => void;
}

export class Engine {
  readonly members = new RunningMembers();
  readonly writer: Writer;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #onKept: (record: MemberRecord) => void;
  readonly #step: EngineOptions['step'];
  readonly #loop: Loop;
  readonly #flights: Flights;
  readonly #polled = new Waiters<RunningMember>();
  readonly #key: RefusedKey;
  readonly #maxLag: number;
  readonly #isOwner: () => boolean;
  #isStopped = false;

  constructor(options: EngineOptions) {
    const { port, store, maxInFlight, requestsPerSecond, keepsOutcomes, now, onError } = options;
    this.#now = now;
    this.#elapsed = options.elapsed;
    this.#onKept = options.onKept;
    this.#step = options.step;
    this.#isOwner = () => store.isOwner?.() ?? true;
    this.#maxLag = store.maxLag ?? DEFAULT_MAX_LAG;
    this.#loop = new Loop({
      maxInFlight,
      requestsPerSecond,
      onTurn: (member) => this.#takeTurn(member),
    });
    this.#key = new RefusedKey({
      onPause: (code) => onError(new MxError(code, { message: KEY_REFUSED }), 'readStatus'),
      onResume: () => {
        for (const member of this.members) this.hurry(member, this.#laneOf(member));
      },
    });
    this.#flights = new Flights({
      port,
      loop: this.#loop,
      now: (member) => this.#timeOf(member),
      onError,
      onEvent: (member, event) => {
        this.apply(member, this.#key.learn(member, event, this.clock()));
      },
    });
    this.writer = new Writer({
      store,
      keepsOutcomes,
      observed: options.observed,
      onKept: (member, record) => this.#noteKept(member, record),
      onError: (thrown) => onError(thrown, 'store'),
    });
  }

  get clock(): () => number {
    return this.#loop.clock;
  }

  /** In whole ms, because it is kept for each member. */
  #origin = (): number => Math.round(this.#now() - this.#elapsed());

  /**
   * The time of a lifecycle, in ms since 1970. It begins with the wall clock, and is then never set, so that a step of the wall clock
   * does not shorten what the machine waits for.
   */
  #timeOf = ({ origin }: RunningMember): number => Math.round(origin + this.#elapsed());

  get perSecond(): number {
    return this.#loop.perSecond;
  }

  /** Whether a commit would fail now, as far as the host knows. */
  get isStoreFailing(): boolean {
    return this.writer.isFailing || !this.#isOwner();
  }

  /** Whether calls are paused, because MX refuses the key. */
  get isPaused(): boolean {
    return this.#key.isPaused;
  }

  /** Whether more members are due than the limits allow. */
  get isLate(): boolean {
    return this.#loop.isLate;
  }

  /** Begins a member. @param shown The previous outcome, which is shown until the new record is committed. */
  begin({ record, effects }: Step, shown: MemberRecord | null): RunningMember {
    const member = createRunningMember(record, NEVER, this.#origin());
    member.shown = shown;
    member.lookedAt = this.clock();
    this.members.add(member);
    const call = effects.find(isCall);
    this.writer.add(member, 'durably', {
      kept: () => call && this.#planCall(member, call),
      failed: () => this.#giveUp(member),
    });
    if (!call) this.#perform(member, effects, 'other');
    return member;
  }

  /** Adds a member that ran before a restart. Call {@link planFirst} to plan its first poll. */
  addRestored({ record, effects }: Step): RunningMember {
    const member = createRunningMember(record, this.clock(), this.#origin());
    this.members.add(member);
    member.call = effects.find(isCall) ?? null;
    return member;
  }

  /** Plans the first poll after a restart. */
  planFirst(member: RunningMember, dueAt: number): void {
    this.#loop.plan(member, dueAt, 'idle');
  }

  /** Brings a member's next poll forward: to now if it waits for its turn, to a usual pace after a failed poll. */
  hurry(member: RunningMember, lane: Lane): void {
    if (member.dueAt === NEVER || member.lane === 'sending') return;
    const { lastStampAt } = member.record.context;
    const passed = lastStampAt === null ? 0 : this.#timeOf(member) - lastStampAt;
    const wait = member.call ? 0 : Math.min(RETRY_PACE, Math.max(0, RETRY_PACE - passed));
    this.#loop.plan(member, Math.min(member.dueAt, this.clock() + wait), lane);
  }

  /** Finds a member for a caller. Its polls then go before the polls of members that nobody looks at. */
  lookAt(id: MemberId): RunningMember | undefined {
    const member = this.members.get(id);
    if (!member) return undefined;
    member.lookedAt = this.clock();
    if (member.dueAt !== NEVER && member.lane === 'idle')
      this.#loop.plan(member, member.dueAt, 'waiting');
    return member;
  }

  /** Resolves after the first poll since a restart, or after `ms`. */
  async waitForFirstPoll(member: RunningMember, ms: number): Promise<void> {
    const until = this.clock() + ms;
    while (isUnpolled(member.record) && this.clock() < until && !this.#isStopped)
      await this.#polled.wait(member, until - this.clock());
  }

  /** Applies an event to a member. */
  apply(member: RunningMember, event: StepEvent, cause: Cause = 'other'): void {
    this.applyStep(member, this.#step(member.record, event), cause);
  }

  /** Commits a record, and carries out the effects of its step. Starts and answers wait for the commit. */
  applyStep(member: RunningMember, step: Step, cause: Cause): void {
    const before = member.record;
    if (step.record !== before) {
      this.#replaceRecord(member, step, cause);
      if (isUnpolled(before) && !isUnpolled(step.record)) this.#polled.notify(member);
    }
    this.#perform(member, step.effects, cause);
  }

  /** Makes no further calls. Resolves when running starts and answers have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#loop.stop();
    this.#polled.notifyAll();
    await this.#flights.stop(this.members);
  }

  /** Stops waiting for calls. @returns The starts and answers that were running. */
  leaveCalls(): LeftWork['calls'] {
    return this.#flights.leave();
  }

  /** Commits all records that have changed. */
  async keepAll(): Promise<void> {
    for (const member of this.members) if (member.isDirty) this.writer.add(member, 'soon');
    await this.writer.close();
  }

  /** Stops committing. @returns The members whose last record was not committed. */
  leaveRecords(): readonly MemberId[] {
    this.writer.leave();
    return [...this.members]
      .filter(({ isDirty }) => isDirty)
      .map(({ record }) => record.context.member);
  }

  #replaceRecord(member: RunningMember, step: Step, cause: Cause): void {
    const before = member.record;
    const urgency = urgencyOf(before, step, cause);
    const isKeptNow = urgency !== 'later';
    const isOld = this.clock() - member.keptAt >= this.#maxLag;
    if (isKeptNow && member.keptAt !== NEVER && !this.writer.isAwaited(member))
      member.shown ??= before;
    member.record = step.record;
    member.isDirty = true;
    if (!isKeptNow && !isOld) return;
    const command = step.effects.find(mustCommitFirst);
    this.writer.add(
      member,
      urgency,
      command && {
        kept: () => this.#planCall(member, command),
        failed: () => this.#refuse(member, command),
      },
    );
  }

  /** Drops a member whose first record could not be committed. It never began. */
  #giveUp(member: RunningMember): void {
    this.members.remove(member);
    member.call = null;
    this.#loop.cancel(member);
  }

  /** Refuses a start or answers whose record could not be committed. */
  #refuse(member: RunningMember, command: CallEffect): void {
    this.apply(member, eventOfUnsent(command, this.#timeOf(member)));
  }

  #perform(member: RunningMember, effects: readonly Effect[], cause: Cause): void {
    if (this.#isStopped) return;
    for (const effect of effects) {
      switch (effect.type) {
        case 'readStatus':
          // A member whose turn it is already has a place in the loop.
          if (cause === 'turn') this.#send(member, effect);
          else this.#planCall(member, effect, this.#laneOf(member));
          break;
        case 'wait':
          member.call = null;
          this.#loop.plan(member, this.clock() + effect.ms, this.#laneOf(member));
          break;
        case 'cancelCall':
          this.#flights.cancel(member);
          this.#loop.cancel(member);
          break;
        case 'cancelWait':
          this.#loop.cancel(member);
          break;
        // Starts and answers are scheduled after their record is committed. Emitted events are part of the view.
        default:
          break;
      }
    }
  }

  #laneOf({ record, lookedAt }: RunningMember): Lane {
    if (isUserWaiting(record)) return 'acting';
    return lookedAt !== NEVER && this.clock() - lookedAt < LOOKING ? 'waiting' : 'idle';
  }

  /** @param lane For a poll. */
  #planCall(member: RunningMember, call: CallEffect, lane: Lane = 'acting'): void {
    // The member was cancelled, or its lifecycle ended, while its record was being committed.
    if (this.#isStopped || member.record.context.turn !== call.turn || isOver(member.record))
      return;
    member.call = call;
    // A start is sent within 5 s after its poll, so polls must not be able to delay it.
    this.#loop.plan(member, this.clock(), mustCommitFirst(call) ? 'sending' : lane);
  }

  /** Runs a member whose turn has come. @returns Whether a call was made. */
  #takeTurn(member: RunningMember): boolean {
    const { call } = member;
    member.call = null;
    if (call && mustCommitFirst(call) && !this.#isOwner()) this.#refuse(member, call);
    else if (call) this.#send(member, call);
    else this.apply(member, { type: 'elapsed', turn: member.record.context.turn }, 'turn');
    return member.flight !== null;
  }

  /** Makes a call, unless MX refuses the key. */
  #send(member: RunningMember, call: CallEffect): void {
    if (this.#key.allows(call, this.clock())) this.#flights.send(member, call);
    else if (mustCommitFirst(call)) this.#refuse(member, call);
    else this.#flights.answer(member, unansweredPoll(call, this.#timeOf(member)));
  }

  #noteKept(member: RunningMember, record: MemberRecord): void {
    member.keptAt = this.clock();
    member.isDirty = member.record !== record;
    member.shown = this.writer.isAwaited(member) ? record : null;
    if (isOver(record)) this.members.remove(member);
    this.#onKept(record);
  }
}
