import {
  type CallEffect,
  type Effect,
  type Fault,
  isCall,
  isOver,
  type Limiter,
  type MemberPort,
  type MemberRecord,
  type Step,
  type StepEvent,
  stepUnchecked,
} from '@mx-member/machine/step';
import { perform } from './calls.ts';
import { commandOf, keepingOf } from './keep.ts';
import { createLive, type Live, NEVER } from './live.ts';
import { Lives } from './lives.ts';
import { Loop } from './loop.ts';
import { isUserWaiting } from './priorities.ts';
import { withSharedQuestions } from './share.ts';
import type { HostStore } from './store.ts';
import { Waiters } from './waiters.ts';
import { type Callbacks, Writer } from './writer.ts';

/** Does what the steps of all members say: keeps their records, makes their calls, waits. */

const DEFAULT_MAX_LAG = 30_000;

export interface EngineOptions {
  readonly port: MemberPort;
  readonly limiter: Limiter | undefined;
  readonly store: HostStore;
  readonly keepsOutcomes: boolean;
  readonly maxInFlight: number;
  readonly requestsPerSecond: number | undefined;
  readonly now: () => number;
  readonly onError: (thrown: unknown, where: CallEffect['type'] | 'store') => void;
  /** What is kept of a member has changed. */
  readonly onKept: (record: MemberRecord) => void;
}

export class Engine {
  readonly lives = new Lives();
  readonly writer: Writer;
  readonly #options: EngineOptions;
  readonly #loop: Loop;
  readonly #polled = new Waiters<Live>();
  readonly #maxLag: number;
  /** Starts and answers under way, for a graceful end. */
  readonly #commands = new Map<AbortController, Promise<void>>();
  #isStopped = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { store, maxInFlight, requestsPerSecond, keepsOutcomes, now, onError } = options;
    this.#maxLag = store.maxLag ?? DEFAULT_MAX_LAG;
    this.#loop = new Loop({ maxInFlight, requestsPerSecond, onTurn: (live) => this.#turn(live) });
    this.writer = new Writer({
      store,
      keepsOutcomes,
      now,
      onKept: (live, record) => this.#onKept(live, record),
      onError: (thrown) => onError(thrown, 'store'),
    });
  }

  get clock(): () => number {
    return this.#loop.clock;
  }

  /** More is due than the limits allow. */
  get isLate(): boolean {
    return this.#loop.isLate;
  }

  /** A member begins. It is not shown before it is kept. @param shown The outcome before, shown until then. */
  begin({ record, effects }: Step, shown: MemberRecord | null): Live {
    const live = createLive(record, NEVER);
    live.shown = shown;
    this.lives.add(live);
    const giveUp = () => {
      this.lives.remove(live);
      live.call = null;
      this.#loop.cancel(live);
    };
    this.#keep(live, 'durably', commandOf(effects), giveUp);
    this.#perform(live, effects, false);
    return live;
  }

  /** A member that ran before a restart. Its first poll is planned by {@link poll}. */
  restored({ record, effects }: Step): Live {
    const live = createLive(record, this.clock());
    this.lives.add(live);
    live.call = effects.find(isCall) ?? null;
    return live;
  }

  /** Plans the first poll after a restart. */
  planFirst(live: Live, dueAt: number, isUrgent: boolean): void {
    this.#loop.plan(live, dueAt, isUrgent);
  }

  /** What waits for its turn comes first now. */
  toFront(live: Live): void {
    if (live.call && live.dueAt !== NEVER) this.#loop.plan(live, this.clock(), true);
  }

  /** Resolves when the member was polled after a restart, or after `ms`. */
  async polled(live: Live, ms: number): Promise<void> {
    const until = this.clock() + ms;
    while (isUnpolled(live.record) && this.clock() < until && !this.#isStopped)
      await this.#polled.wait(live, until - this.clock());
  }

  /** Something happens to a member. */
  apply(live: Live, event: StepEvent, { isByUser = false, isTurn = false } = {}): Step {
    return this.take(live, stepUnchecked(live.record, event), { isByUser, isTurn });
  }

  /** A step is done. */
  take(live: Live, step: Step, { isByUser = false, isTurn = false } = {}): Step {
    const { record, effects } = step;
    const before = live.record;
    if (record !== before) {
      const keeping = keepingOf(before, record, effects, isByUser);
      const isFresh = this.clock() - live.keptAt < this.#maxLag;
      const isKeptNow = keeping !== 'later';
      if (isKeptNow && live.keptAt !== NEVER && !this.writer.isAwaited(live)) live.shown ??= before;
      live.record = record;
      live.isDirty = true;
      if (isKeptNow || !isFresh) this.#keep(live, keeping, commandOf(effects));
      if (isUnpolled(before) && !isUnpolled(record)) this.#polled.notify(live);
    }
    this.#perform(live, effects, isTurn);
    return step;
  }

  /** Begins nothing more; resolves when starts and answers under way have ended and all is kept. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#loop.stop();
    this.#polled.notifyAll();
    for (const { flight, record } of this.lives)
      if (flight && !isCommandUnderWay(record)) flight.abort();
    const underWay = [...this.#commands].filter(([{ signal }]) => !signal.aborted);
    await Promise.all(underWay.map(([, ended]) => ended));
    for (const live of this.lives) if (live.isDirty) this.writer.add(live, 'soon');
    await this.writer.close();
  }

  /** A member's turn has come. @returns Whether a call was made. */
  #turn(live: Live): boolean {
    const { call } = live;
    live.call = null;
    if (call) this.#send(live, call);
    else this.apply(live, { type: 'elapsed', turn: live.record.context.turn }, { isTurn: true });
    return live.flight !== null;
  }

  #keep(
    live: Live,
    keeping: 'durably' | 'soon' | 'later',
    command: CallEffect | null,
    giveUp?: () => void,
  ): void {
    const callbacks: Callbacks | undefined =
      command || giveUp
        ? {
            kept: () => command && this.#plan(live, command, true),
            failed: () => (giveUp ? giveUp() : command && this.#refuse(live, command)),
          }
        : undefined;
    this.writer.add(live, keeping, callbacks);
  }

  /** The record could not be kept, so the call is not made. */
  #refuse(live: Live, { type: call, turn }: CallEffect): void {
    const fault: Fault = { code: 'notSent', at: Math.round(this.#options.now()) };
    this.apply(live, { type: 'error', call, turn, fault });
  }

  #perform(live: Live, effects: readonly Effect[], isTurn: boolean): void {
    if (this.#isStopped) return;
    for (const effect of effects) {
      switch (effect.type) {
        case 'readStatus':
          if (isTurn) this.#send(live, effect);
          else this.#plan(live, effect, isUserWaiting(live.record));
          break;
        case 'wait':
          live.call = null;
          this.#loop.plan(live, this.clock() + effect.ms, isUserWaiting(live.record));
          break;
        case 'cancelCall':
          live.flight?.abort();
          live.flight = null;
          this.#loop.cancel(live);
          break;
        case 'cancelWait':
          this.#loop.cancel(live);
          break;
        // Commands are sent when the record is kept; what is emitted is in the view.
        default:
          break;
      }
    }
  }

  #plan(live: Live, call: CallEffect, isUrgent: boolean): void {
    // Cancelled or ended while its record was being kept.
    if (this.#isStopped || live.record.context.turn !== call.turn || isOver(live.record)) return;
    live.call = call;
    this.#loop.plan(live, this.clock(), isUrgent);
  }

  #send(live: Live, call: CallEffect): void {
    const flight = new AbortController();
    live.flight = flight;
    const priority = live.isUrgent ? 1 : 0;
    const ended = this.#call(live, call, flight, priority);
    if (call.type === 'readStatus') return;
    this.#commands.set(flight, ended);
    void ended.finally(() => this.#commands.delete(flight));
  }

  async #call(
    live: Live,
    call: CallEffect,
    flight: AbortController,
    priority: number,
  ): Promise<void> {
    const { signal } = flight;
    const event = await perform(this.#options, call, live.record, { signal, priority });
    if (event.type === 'error' && event.fault.code === 'rateLimited' && !signal.aborted)
      this.#loop.pause(event.fault.retryAfter);
    if (live.flight === flight) {
      live.flight = null;
      if (!signal.aborted) this.apply(live, withSharedQuestions(event, live.record));
    }
    this.#loop.ended();
  }

  #onKept(live: Live, record: MemberRecord): void {
    live.keptAt = this.clock();
    live.isDirty = live.record !== record;
    live.shown = this.writer.isAwaited(live) ? record : null;
    if (isOver(record)) this.lives.remove(live);
    this.#options.onKept(record);
  }
}

/** MX was not polled since a restart. */
export const isUnpolled = ({ context }: MemberRecord): boolean => context.awaiting === 'recovery';

const isCommandUnderWay = ({ state }: MemberRecord): boolean =>
  state === 'aggregating.starting' || state === 'resumed.submitting';
