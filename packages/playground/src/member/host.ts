import { HostError, type MemberHost } from '@mx-member/machine/hosting';
import {
  begin,
  type CallEffect,
  type Effect,
  isCall,
  isOver,
  type MemberId,
  type MemberInput,
  type MemberPort,
  type MemberRecord,
  type MemberView,
  makeCall,
  recordView,
  recover,
  type StepEvent,
  step,
} from '@mx-member/machine/step';
import type { MemberStep } from './step.ts';

export interface PageHostOptions {
  /** Where an earlier page was, to go on from there. */
  readonly record: MemberRecord | null;
  /** What is added to each input: how fast it polls. */
  readonly pacing: Pick<MemberInput, 'pacing' | 'unsafePacing'>;
  /** Called with every step before its effects are performed: what is kept here survives a crash in a call. */
  readonly onStep: (step: MemberStep) => void;
}

/** How long `next` waits for another view, in ms. */
const WAIT = 25_000;

const isSame = (a: MemberId, b: MemberId) =>
  a.userGuid === b.userGuid && a.memberGuid === b.memberGuid;

/**
 * A host of one member in this page, which runs the machine by `step`. A connection that runs it by itself would do for a
 * screen; here the log explains each effect too, and each tab has a bank of its own, so no other tab may go on with it.
 */
export class PageHost implements MemberHost {
  readonly #port: MemberPort;
  readonly #options: PageHostOptions;
  readonly #waiting = new Set<() => void>();
  #record: MemberRecord | null;
  #call = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  /** @throws {TypeError} when the record is none that this version understands. */
  constructor(port: MemberPort, options: PageHostOptions) {
    this.#port = port;
    this.#options = options;
    this.#record = options.record;
    if (options.record) this.#take({ type: 'recover' }, recover(options.record));
  }

  async start(
    input: MemberInput,
    { after }: { readonly after?: number } = {},
  ): Promise<MemberView> {
    const last = this.#record;
    if (last && (!isOver(last) || after !== last.context.revision)) return recordView(last);
    this.#record = null;
    const given = { ...input, ...this.#options.pacing, ...(last && { after: last }) };
    return recordView(this.#take({ type: 'begin' }, begin(given)));
  }

  async answer(
    member: MemberId,
    given: Pick<Extract<StepEvent, { type: 'challenge.answer' }>, 'answers' | 'prompt'>,
  ) {
    this.#recordOf(member);
    const effects = this.#apply({ type: 'challenge.answer', ...given });
    const problems = effects.flatMap((one) => (one.type === 'answer.refused' ? one.problems : []));
    return { view: await this.view(member), problems };
  }

  async hint(member: MemberId): Promise<void> {
    this.#recordOf(member);
    this.#apply({ type: 'status.changed' });
  }

  async cancel(member: MemberId): Promise<MemberView> {
    this.#recordOf(member);
    this.#apply({ type: 'cancel' });
    return this.view(member);
  }

  async view(member: MemberId): Promise<MemberView> {
    return recordView(this.#recordOf(member));
  }

  async next(
    member: MemberId,
    { revision, wait = WAIT, signal }: { revision: number; wait?: number; signal?: AbortSignal },
  ): Promise<MemberView> {
    const isNew = () => this.#record?.context.revision !== revision;
    const until = AbortSignal.any([AbortSignal.timeout(wait), ...(signal ? [signal] : [])]);
    while (!isNew() && !until.aborted && !this.#isClosed)
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        until.addEventListener('abort', () => resolve(), { once: true });
      });
    signal?.throwIfAborted();
    return this.view(member);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#call.abort();
    clearTimeout(this.#timer);
    this.#wake();
  }

  #recordOf(member: MemberId): MemberRecord {
    if (this.#isClosed) throw new HostError('closed', 'The lifecycle was stopped.');
    if (!this.#record || !isSame(this.#record.context.member, member))
      throw new HostError('notFound', 'This page runs no such member.');
    return this.#record;
  }

  #apply(event: StepEvent): readonly Effect[] {
    if (!this.#record || this.#isClosed) return [];
    const made = step(this.#record, event);
    this.#take(event, made);
    return made.effects;
  }

  #take(event: MemberStep['event'], { record, effects }: ReturnType<typeof step>): MemberRecord {
    const before = this.#record;
    this.#record = record;
    this.#options.onStep({ at: Date.now(), before, event, after: record, effects });
    for (const effect of effects) this.#perform(effect);
    this.#wake();
    return record;
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #perform(effect: Effect): void {
    if (isCall(effect)) void this.#make(effect);
    else if (effect.type === 'cancelCall') this.#call.abort();
    else if (effect.type === 'cancelWait') clearTimeout(this.#timer);
    else if (effect.type === 'wait') {
      const { turn, ms } = effect;
      this.#timer = setTimeout(() => this.#apply({ type: 'elapsed', turn }), ms);
    }
  }

  async #make(effect: CallEffect): Promise<void> {
    const controller = new AbortController();
    this.#call = controller;
    const event = await makeCall(this.#port, effect, { signal: controller.signal });
    if (!controller.signal.aborted) this.#apply(event);
  }
}
