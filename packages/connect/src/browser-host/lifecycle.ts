import {
  answerOn,
  type BareView,
  bareView,
  eventOfUnsent,
  type GivenAnswers,
  mustCommitFirst,
  replacementOf,
  startOn,
} from '@mx-member/machine/hosting';
import {
  type Effect,
  isOver,
  type MemberInput,
  type MemberPort,
  type MemberRecord,
  type Problem,
  recover,
  type Step,
  type StepEvent,
  step,
} from '@mx-member/machine/step';
import type { StepTracer, TraceCause } from '@mx-member/machine/trace';
import { NOT_YET } from '../not-yet.ts';
import { safely } from '../safely.ts';
import type { ObservedStep } from './contract.ts';
import { type KeptLifecycle, requestOf } from './kept.ts';
import { Runner } from './runner.ts';

export interface LifecycleOptions {
  readonly port: MemberPort;
  readonly viewOf: ((record: MemberRecord) => BareView) | undefined;
  readonly onStep: ((step: ObservedStep) => void) | undefined;
  readonly trace: StepTracer | undefined;
  readonly onError: (thrown: unknown) => void;
  /** Commits a record. @returns `false` if it should be kept but could not be. */
  keep(kept: KeptLifecycle): boolean;
  changed(): void;
}

function withoutAnswers(given: StepEvent): ObservedStep['event'];
function withoutAnswers(given: Effect): ObservedStep['effects'][number];
function withoutAnswers(given: object): object {
  const { answers: _, ...rest } = given as { readonly answers?: unknown };
  return rest;
}

/** @param before `null` where a lifecycle begins, as also where the record before it could not be read. */
function observedEvent(cause: TraceCause, before: MemberRecord | null): ObservedStep['event'] {
  if (cause.type === 'event') return withoutAnswers(cause.event as StepEvent);
  return { type: cause.type === 'recover' && before ? 'recover' : 'begin' };
}

/** Whether record `a` is older than record `b`. The last record of a lifecycle has the same turn as the record before it. */
const isOlder = ({ context: a }: MemberRecord, { context: b }: MemberRecord): boolean =>
  a.turn < b.turn || (a.turn === b.turn && a.revision < b.revision);

/** Runs the lifecycle of one member with `step`. Each record is kept before its effects are done. */
export class LocalLifecycle {
  readonly #options: LifecycleOptions;
  readonly #runner: Runner;
  #kept: KeptLifecycle | null = null;
  #isRunning = false;
  /** The last record in the trace of this page. */
  #traced: MemberRecord | null = null;

  constructor(options: LifecycleOptions) {
    this.#options = options;
    this.#runner = new Runner(options.port, (event) => this.apply(event), options.onError);
  }

  /** Whether this tab runs the lifecycle. Otherwise another tab runs it, or none. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  get kept(): KeptLifecycle | null {
    return this.#kept;
  }

  get record(): MemberRecord | null {
    return this.#kept?.record ?? null;
  }

  get view(): BareView | null {
    const { viewOf = bareView } = this.#options;
    return this.record && viewOf(this.record);
  }

  /** Takes a lifecycle from the storage or from another tab, unless ours is newer. */
  adopt(kept: KeptLifecycle): void {
    if (this.#isRunning || (this.record && isOlder(kept.record, this.record))) return;
    this.#kept = kept;
    this.#options.changed();
  }

  /** Runs the lifecycle in this tab from now on. */
  run(): void {
    this.#isRunning = true;
    // If a command is still being sent, the lifecycle goes on by itself.
    const { record } = this;
    if (!record || this.#runner.isCalling) return;
    // Another tab has run it meanwhile, and its steps are in the trace of that tab.
    if (this.#traced && this.#traced !== record)
      this.#trace({ record, effects: [] }, { type: 'follow' });
    this.#take(recover(record), { type: 'recover', record });
  }

  /** Stops polling in this tab. */
  stop(): void {
    this.#isRunning = false;
    this.#runner.stopPolling();
  }

  /** Resolves when all commands that were sent are completed. */
  idle(): Promise<void> {
    return this.#runner.idle();
  }

  /** Whether a start only shows the current lifecycle. @throws {HostError} as {@link start}. */
  isShownBy(input: MemberInput, after: number | undefined): boolean {
    return 'shows' in this.#startOn(input, after);
  }

  /**
   * Begins a lifecycle.
   *
   * @throws {HostError} `busy` while another job runs; `invalid` for a bad input.
   */
  start(input: MemberInput, after: number | undefined): void {
    const request = requestOf(input);
    const made = this.#startOn(input, after);
    const asked = this.#kept?.asked ?? [];
    const isRepeated = asked.includes(request);
    if ('shows' in made) {
      if (!isRepeated && !isOver(made.shows)) this.#keep(made.shows, [...asked, request]);
      return;
    }
    const earlier = after === undefined ? [] : asked.filter((one) => one !== request);
    const { record } = this;
    const begun = { ...input, ...(record && { after: record }) };
    this.#take(made, { type: 'begin', input: begun }, [...earlier, request]);
  }

  /** Begins with a poll, because the stored record cannot be read. @param old The record, as far as it can be read. */
  replace(old: unknown, input: MemberInput): void {
    const record = replacementOf(old, input, Date.now());
    this.#trace({ record, effects: [] }, { type: 'follow' });
    this.#take(recover(record), { type: 'recover', record }, [requestOf(input)]);
  }

  /** Sends answers. @returns The problems of the answers. @throws {HostError} `invalid` unless they are answers with a prompt. */
  answer(record: MemberRecord, given: GivenAnswers): readonly Problem[] {
    const { step, problems } = answerOn(record, given);
    const { answers, prompt } = given;
    const event = { type: 'challenge.answer', answers, prompt } as const;
    const isDone = this.#take(step, { type: 'event', event, record });
    return isDone ? problems : [NOT_YET];
  }

  apply(event: StepEvent): void {
    const { record } = this;
    if (record) this.#take(step(record, event), { type: 'event', event, record });
  }

  /** A start that asks for something new does not need `after`: it begins after the end of the last lifecycle. */
  #startOn(input: MemberInput, after: number | undefined): ReturnType<typeof startOn> {
    const { record } = this;
    if (!record) return startOn(record, input, after);
    const isRepeated = this.#kept?.asked.includes(requestOf(input));
    if (!isOver(record)) return isRepeated ? { shows: record } : startOn(record, input, after);
    const { revision } = record.context;
    return startOn(record, input, after ?? (isRepeated ? undefined : revision));
  }

  /** A line is written before its record is kept, so that the trace of a page that dies has all that was kept. */
  #trace(step: Step, cause: TraceCause): void {
    const { trace } = this.#options;
    if (trace) safely(() => trace.onStep(step, cause, Date.now()));
    this.#traced = step.record;
  }

  #keep(record: MemberRecord, asked: readonly string[]): boolean {
    this.#kept = { record, asked };
    return this.#options.keep(this.#kept);
  }

  /** Commits a step and does its effects. A command whose record was not kept is not sent, because a reload could repeat it. @returns Whether the effects were done. */
  #take(step: Step, cause: TraceCause, asked = this.#kept?.asked ?? []): boolean {
    const { record: before } = this;
    const { record, effects } = step;
    if (cause.type !== 'event') this.#runner.setClock();
    this.#trace(step, cause);
    const isKept = record === before || this.#keep(record, asked);
    const { onStep } = this.#options;
    if (onStep)
      safely(() =>
        onStep({
          event: observedEvent(cause, before),
          before: cause.type === 'begin' ? null : before,
          after: record,
          effects: effects.map((one) => withoutAnswers(one)),
        }),
      );
    for (const effect of this.#isRunning ? effects : []) {
      if (!isKept && mustCommitFirst(effect)) {
        this.apply(eventOfUnsent(effect, this.#runner.now()));
        return false;
      }
      this.#runner.perform(effect);
    }
    this.#options.changed();
    return true;
  }
}
