import { type SeenLogins, seenAtEnd, seenInPoll, startOfRecord } from '@mx-member/http/create';
import { type HostSteps, hostSteps, isUserWaiting } from '@mx-member/machine/hosting';
import {
  type CallEffect,
  isCall,
  isInCall,
  isOver,
  type MemberRecord,
  MxError,
  makeCall,
  recordView,
  type Step,
  type StepEvent,
} from '@mx-member/machine/step';
import { type KeptStory, type TraceCause, toKeptStory, withStep } from '@mx-member/machine/trace';
import { type ObjectContext, rpc, type Serde } from '@restatedev/restate-sdk/fetch';
import { NOT_STARTED } from '../../asked-view.ts';
import { deliveryOf, fenceOf, usersOf } from '../../names.ts';
import type { DeliveryHandlers } from '../delivery.ts';
import { refused } from '../errors.ts';
import { type FenceHandlers, takeCommand } from '../fence.ts';
import { LENIENT_JSON } from '../json.ts';
import type { MemberServiceSettings } from '../options.ts';
import type { UserHandlers } from '../user-object.ts';
import { CountedStarts } from './counted-starts.ts';
import { findKept, rawKept } from './find-kept.ts';
import { guardPort } from './guarded-port.ts';
import { notifyListeners } from './listeners.ts';
import { type ShowStep, showOnce } from './show-once.ts';
import type { MemberHandlers, MemberState, RestateLifecycle, Wake } from './state.ts';

const KEY_REFUSED = 'MX refuses the API key. Members go on polling, with longer and longer waits.';

/** A poll that was deferred this often goes before other polls. */
const MAX_DEFERRALS = 5;

/** How long a poll is deferred if the budget does not say, in ms. */
const DEFAULT_DEFERRAL = 1_000;

/** A poll after a wait or a hint. */
export interface Poll {
  /** The record to return to if the budget defers the poll. `null` if the poll cannot be deferred. */
  readonly waiting: MemberRecord | null;
  /** How often the poll was deferred before. */
  readonly deferrals: number;
}
const NOT_DEFERRABLE: Poll = { waiting: null, deferrals: 0 };

/** The result of a call to MX. */
interface Called {
  readonly event: StepEvent;
  /** How long the budget has deferred the poll, in ms. It was then not sent. `null` for every other result. */
  readonly deferredFor: number | null;
}

/** The record after a step, and its effects. */
type KeptStep = RestateLifecycle & Pick<Step, 'effects'>;

/** A member during one event: its state in Restate, its messages, and its calls to MX. */
export class RestateMember {
  readonly context: ObjectContext<MemberState>;
  readonly settings: MemberServiceSettings;
  /** Makes the steps of the member, and shows each to the tracer. */
  readonly steps: HostSteps;
  readonly #showStep: ShowStep | undefined;
  /** The steps that are not in the story yet. */
  readonly #told: Parameters<ShowStep>[] = [];

  constructor(settings: MemberServiceSettings, context: ObjectContext<MemberState>) {
    this.settings = settings;
    this.context = context;
    this.#showStep = showOnce(settings, context);
    this.steps = hostSteps((...step) => {
      this.#told.push(step);
      this.#showStep?.(...step);
    });
  }

  /**
   * @returns `null` for a member that was never started, or was forgotten.
   * @throws {TerminalError} 422 for an unreadable state.
   */
  find(): Promise<RestateLifecycle | null> {
    return findKept(this.context, this.settings);
  }

  /** The stored state, which may be any value. `null` if nothing is stored. */
  findRaw(): Promise<unknown> {
    return rawKept(this.context);
  }

  /** Stores an unreadable state separately, for people. */
  setAside(kept: unknown, at: number): void {
    if (kept !== null) this.context.set('aside', { kept, at });
  }

  /**
   * Loads the member for a caller's event.
   *
   * @throws {TerminalError} 404 for an unknown member.
   */
  async load(): Promise<RestateLifecycle> {
    const kept = known(await this.find());
    this.watch(kept);
    return kept;
  }

  /**
   * Sends a watchdog message if a call to MX is due. That call is ahead of the watchdog in the member's queue. If the
   * call is still due when the watchdog arrives, its work was killed, and the member recovers.
   */
  watch({ lifecycle, record }: RestateLifecycle): void {
    if (isInCall(record)) this.wake({ lifecycle, turn: record.context.turn, isWatchdog: true });
  }

  /** Sends a message to the member itself. @param delay In ms. */
  wake(event: Wake, delay = 0): void {
    this.#self().wake(event, rpc.sendOpts({ delay }));
  }

  /** Commits a step for a caller. The caller does not wait for MX: the call is made by the next event. */
  async accept(before: RestateLifecycle | null, after: KeptStep): Promise<void> {
    const { lifecycle, record } = after;
    const call = await this.#commit(before, after);
    if (call) this.wake({ lifecycle, turn: call.turn, call });
    this.#release(record);
  }

  /** Commits a step and makes its call. Repeats with the result until no call is left. */
  async run(before: RestateLifecycle, first: Step, poll: Poll = NOT_DEFERRABLE): Promise<void> {
    const { lifecycle } = before;
    let kept = before;
    let next = first;
    for (;;) {
      const after = { lifecycle, ...next };
      const call = await this.#commit(kept, after);
      kept = { lifecycle, record: next.record };
      if (!call) break;
      const { event, deferredFor } = await this.call(kept, call, poll);
      if (deferredFor !== null && poll.waiting !== null) {
        this.#defer({ lifecycle, record: poll.waiting }, poll.deferrals + 1, deferredFor);
        break;
      }
      next = this.steps.step(kept.record, event);
    }
    this.#release(kept.record);
  }

  /** Makes one call to MX. The result is journaled, and a command is sent at most once. */
  async call(
    { lifecycle, record }: RestateLifecycle,
    call: CallEffect,
    { deferrals = 0 }: { readonly deferrals?: number } = {},
  ): Promise<Called> {
    const { context, settings } = this;
    const { turn, type } = call;
    const { now, onError, ingress, name } = settings;
    let taken: Promise<boolean> | undefined;
    const take = () => {
      taken ??= takeCommand(ingress, name, context.key, { lifecycle, turn });
      return taken;
    };
    // A repeated attempt counts the same start.
    const at = type === 'startJob' ? await context.date.now() : 0;
    const starts = new CountedStarts(settings, context.key, startOfRecord(record, at));
    const port = guardPort(settings, { lifecycle, prompt: record.context.prompt }, take);
    const signal = context.request().attemptCompletedSignal;
    const priority = isUserWaiting(record) || deferrals >= MAX_DEFERRALS ? 1 : 0;
    const { event, isGivenBack } = await context.run(type, async () => {
      const made = await makeCall(starts.counted(port), call, {
        ...{ signal, priority, now, onError },
        elapsed: () => performance.now(),
      });
      const { isGivenBack } = starts;
      // This attempt is too late to send the start. An earlier one, whose worker died, may have sent it.
      const isLate = type === 'startJob' && made.type === 'error' && made.fault.code === 'notSent';
      if (isLate && !(await take())) {
        const fault = { ...made.fault, code: 'unreachable' as const };
        return { event: { ...made, fault }, isGivenBack: false };
      }
      // The member goes on, so nothing else says it.
      if (made.type === 'error' && made.fault.code === 'unauthorized')
        onError(new MxError('unauthorized', { message: KEY_REFUSED }), type);
      return { event: made, isGivenBack };
    });
    if (isGivenBack) this.#user().giveBack({ key: context.key, at });
    if (event.type === 'done') this.#noteSeen(seenInPoll(event.reading, record, event.reading.at));
    const fault = event.type === 'error' ? event.fault : null;
    if (fault?.code !== 'rateLimited') return { event, deferredFor: null };
    // With a status, the refusal came from MX. Without one, it came from the budget.
    if (fault.status !== undefined) {
      await context.run('pause', async () => settings.budget?.pause(fault.retryAfter));
      return { event, deferredFor: null };
    }
    const isDeferred = type === 'readStatus';
    return { event, deferredFor: isDeferred ? (fault.retryAfter ?? DEFAULT_DEFERRAL) : null };
  }

  /** Removes the record and the fence of a member. */
  forget(lifecycle: number): void {
    const { context, settings } = this;
    context.clearAll();
    context
      .objectSendClient<FenceHandlers>({ name: fenceOf(settings.name) }, context.key)
      .forget(lifecycle);
    this.#user().remove(context.key);
  }

  /** Records that a member of the user has begun. */
  noteUser(): void {
    this.#user().add(this.context.key);
  }

  /** Commits the record of a step, shows it, and carries out its effects. @returns The call to make next, if any. */
  async #commit(
    before: RestateLifecycle | null,
    { lifecycle, record, effects }: KeptStep,
  ): Promise<CallEffect | undefined> {
    await this.#tell();
    if (record !== before?.record || lifecycle !== before.lifecycle) {
      this.#keep({ lifecycle, record });
      await notifyListeners(this.context, recordView(record));
    }
    for (const effect of effects) {
      if (effect.type === 'wait') this.wake({ lifecycle, turn: effect.turn }, effect.ms);
      else if (effect.type === 'ended') this.#end({ lifecycle, record });
    }
    return effects.find(isCall);
  }

  /** Adds the latest steps to the story. A repeated attempt must make the same calls of Restate, so times come from it. */
  async #tell(): Promise<void> {
    const { context, settings } = this;
    const told = this.#told.splice(0).filter((step) => !isRoutine(...step));
    if (settings.explains === false || told.length === 0) return;
    let story = toKeptStory(await context.get('story', LENIENT_JSON as Serde<KeptStory>));
    for (const [step, cause] of told)
      story = withStep(story, step, cause, timeOf(cause) ?? (await context.date.now()));
    context.set('story', story);
  }

  #keep(kept: RestateLifecycle): void {
    this.context.set('kept', kept);
    const { member } = kept.record.context;
    this.settings.observer?.onView(member, recordView(kept.record));
  }

  /** Returns to the wait before the poll, because the poll was not sent. */
  #defer(waiting: RestateLifecycle, deferrals: number, ms: number): void {
    this.#showStep?.({ record: waiting.record, effects: [] }, { type: 'follow' });
    this.#keep(waiting);
    const { lifecycle, record } = waiting;
    this.wake({ lifecycle, turn: record.context.turn, deferrals }, ms);
  }

  /** Delivers an outcome, and schedules its removal. */
  #end({ lifecycle, record }: RestateLifecycle): void {
    const { name, onEnded, retention } = this.settings;
    const { member } = record.context;
    this.#noteSeen(seenAtEnd(record));
    if (onEnded)
      this.context
        .serviceSendClient<DeliveryHandlers>({ name: deliveryOf(name) })
        .deliver({ member, view: recordView(record) });
    this.#self().forget(lifecycle, rpc.sendOpts({ delay: retention }));
  }

  #noteSeen(seen: SeenLogins | null): void {
    if (seen) this.#user().noteSeen({ key: this.context.key, seen });
  }

  /** Tells the observer that the member may move, because another worker may get its next event. */
  #release(record: MemberRecord): void {
    if (!isOver(record)) this.settings.observer?.onView(record.context.member, null);
  }

  #user() {
    const { context, settings } = this;
    const [userKey = ''] = context.key.split('/');
    return context.objectSendClient<UserHandlers>({ name: usersOf(settings.name) }, userKey);
  }

  #self() {
    const { context, settings } = this;
    return context.objectSendClient<MemberHandlers>({ name: settings.name }, context.key);
  }
}

/** Whether a step only ends the wait before a poll. The story does not have it. */
const isRoutine = ({ effects }: Step, cause: TraceCause): boolean =>
  cause.type === 'event' &&
  cause.event.type === 'elapsed' &&
  effects.every(({ type }) => type === 'readStatus');

/** When the result of a call arrived. `null` for what a caller does, and for the end of a wait. */
function timeOf(cause: TraceCause): number | null {
  if (cause.type !== 'event') return null;
  const { event } = cause;
  if (event.type === 'done') return event.reading.at;
  return event.type === 'error' ? (event.fault?.at ?? null) : null;
}

/** @throws {TerminalError} 404 for an unknown member. */
export function known(kept: RestateLifecycle | null): RestateLifecycle {
  if (kept === null) throw refused(404, NOT_STARTED);
  return kept;
}
