import {
  begin,
  checkInput,
  HostError,
  isOver,
  type MemberHost,
  type MemberId,
  type MemberInput,
  type MemberRecord,
  type MemberView,
  type Problem,
  problem,
  recordView,
  type Step,
  type StepEvent,
  step,
} from '@mx-member/machine/step';
import { Deliveries } from './deliveries.ts';
import { Engine, isUnpolled } from './engine.ts';
import { keyOf, type Live, NEVER } from './live.ts';
import { createOutcomeStore } from './memory-store.ts';
import {
  checkOptions,
  DEFAULT_MAX_IN_FLIGHT,
  DEFAULT_RETENTION,
  type HostOptions,
} from './options.ts';
import { restore } from './restore.ts';
import { createShare } from './share.ts';
import type { HostStore, KeptOutcome } from './store.ts';
import { valid } from './valid.ts';
import { Waiters } from './waiters.ts';

/** How long an answer waits for the first poll after a restart, in ms. */
const MAX_WAIT_FOR_POLL = 10_000;

/** How long `next` waits, in ms. */
const DEFAULT_WAIT = 25_000;

/** How often records whose retention has passed are removed, in ms. */
const SWEEP = 60 * 60 * 1000;

type Answered = Awaited<ReturnType<MemberHost['answer']>>;

class Host implements MemberHost {
  readonly #options: HostOptions;
  readonly #store: HostStore;
  readonly #now: () => number;
  readonly #engine: Engine;
  readonly #deliveries: Deliveries | null;
  readonly #share = createShare();
  readonly #waiters = new Waiters<string>();
  /** Starts of the same member go one after the other. */
  readonly #starts = new Map<string, Promise<unknown>>();
  #sweep: ReturnType<typeof setInterval> | undefined;
  #closing: Promise<void> | null = null;

  constructor(options: HostOptions) {
    const { port, limiter, onEnded, onError = () => {}, requestsPerSecond } = options;
    this.#options = options;
    this.#store = options.store ?? createOutcomeStore();
    this.#now = options.now ?? Date.now;
    this.#deliveries = onEnded
      ? new Deliveries({
          deliver: async ({ member, view }) => onEnded(member, view),
          onDelivered: ({ member, view: { revision } }) =>
            this.#engine.writer.addChange({ type: 'acknowledged', member, revision }),
          onError: (thrown) => onError(thrown, 'onEnded'),
        })
      : null;
    this.#engine = new Engine({
      port,
      limiter,
      store: this.#store,
      keepsOutcomes: onEnded !== undefined,
      maxInFlight: options.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT,
      requestsPerSecond,
      now: this.#now,
      onError,
      onKept: (record) => this.#onKept(record),
    });
  }

  async open(): Promise<this> {
    const { onError = () => {}, onRestore = () => {}, requestsPerSecond } = this.#options;
    const outcomes: KeptOutcome[] = [];
    await restore({
      store: this.#store,
      engine: this.#engine,
      requestsPerSecond,
      onOutcome: (outcome) => outcomes.push(outcome),
      onRestore,
      onError,
    });
    for (const outcome of outcomes) this.#deliveries?.add(outcome);
    for (const { record } of this.#engine.lives) this.#observe(record);
    const sweep = () =>
      this.#engine.writer.addChange({
        type: 'forgotten',
        endedBefore: this.#now() - (this.#options.retention ?? DEFAULT_RETENTION),
      });
    sweep();
    this.#sweep = setInterval(sweep, SWEEP);
    return this;
  }

  async start(
    input: MemberInput,
    { after }: { readonly after?: number } = {},
  ): Promise<MemberView> {
    this.#assertOpen();
    const { pacing, deadlines, unsafePacing } = this.#options;
    const given = Object(input) as MemberInput;
    const whole: MemberInput = valid(() =>
      checkInput({
        ...given,
        pacing: { ...pacing, ...given.pacing },
        deadlines: { ...deadlines, ...given.deadlines },
        ...(unsafePacing && { unsafePacing }),
      }),
    );
    const key = keyOf(whole.member);
    const before = this.#starts.get(key) ?? Promise.resolve();
    const started = before.then(() => this.#start(whole, after));
    const done = started.catch(() => {});
    this.#starts.set(key, done);
    void done.then(() => this.#starts.get(key) === done && this.#starts.delete(key));
    return started;
  }

  async #start(input: MemberInput, after: number | undefined): Promise<MemberView> {
    this.#assertOpen();
    const running = this.#live(input.member);
    if (running && !isOver(running.record)) {
      if (running.record.context.job !== input.job)
        throw new HostError(
          'busy',
          'Another job of this member runs. Start this one when it has ended.',
        );
      return this.#viewOf(await this.#shown(running));
    }
    if (running) await this.#kept(running);
    const ended = await this.#store.find(input.member);
    if (ended && ended.context.revision !== after) return this.#viewOf(ended);
    const first = valid(() => begin({ ...input, ...(ended && { after: ended }) }));
    const live = this.#engine.begin({ ...first, record: this.#share(first.record) }, ended);
    await this.#kept(live);
    return this.#viewOf(await this.#shown(live));
  }

  async answer(member: MemberId, given: Parameters<MemberHost['answer']>[1]): Promise<Answered> {
    this.#assertOpen();
    const { answers, prompt } = Object(given) as typeof given;
    const event: StepEvent = { type: 'challenge.answer', answers, prompt };
    const live = this.#live(member);
    if (!live) {
      const ended = await this.#find(member);
      valid(() => step(ended, event));
      return { view: this.#viewOf(ended), problems: [problem('superseded', null)] };
    }
    if (live.keptAt === NEVER) await this.#kept(live);
    if (isUnpolled(live.record)) {
      this.#engine.toFront(live);
      await this.#engine.polled(live, MAX_WAIT_FOR_POLL);
      this.#assertOpen();
    }
    const taken = valid(() => step(live.record, event));
    const problems = problemsOf(this.#engine.take(live, taken, { isByUser: true }));
    return { view: this.#viewOf(await this.#shown(live, true)), problems };
  }

  async hint(member: MemberId): Promise<void> {
    this.#assertOpen();
    const live = this.#live(member);
    if (!live) await this.#find(member);
    else {
      if (isUnpolled(live.record)) this.#engine.toFront(live);
      this.#engine.apply(live, { type: 'status.changed' });
    }
  }

  async cancel(member: MemberId): Promise<MemberView> {
    this.#assertOpen();
    const live = this.#live(member);
    if (!live) return this.#viewOf(await this.#find(member));
    this.#engine.apply(live, { type: 'cancel' }, { isByUser: true });
    return this.#viewOf(await this.#shown(live, true));
  }

  async view(member: MemberId): Promise<MemberView> {
    this.#assertOpen();
    return this.#viewOf(await this.#record(member));
  }

  async next(
    member: MemberId,
    { revision, wait = DEFAULT_WAIT, signal }: Parameters<MemberHost['next']>[1],
  ): Promise<MemberView> {
    const until = this.#engine.clock() + wait;
    for (;;) {
      const record = await this.#record(member);
      this.#assertOpen();
      const left = until - this.#engine.clock();
      if (record.context.revision !== revision || left <= 0) return this.#viewOf(record);
      await this.#waiters.wait(keyOf(member), left, signal);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#sweep);
    await Promise.resolve();
    this.#waiters.notifyAll();
    await this.#deliveries?.close();
    await this.#engine.stop();
    for (const { record } of this.#engine.lives)
      this.#options.observer?.onView(record.context.member, null);
    await this.#store.close();
  }

  #assertOpen(): void {
    if (this.#closing) throw new HostError('closed', 'This host was closed.');
  }

  #live = (member: MemberId): Live | undefined => this.#engine.lives.get(Object(member));

  /** The kept record of a member that runs, or has ended. */
  async #record(member: MemberId): Promise<MemberRecord> {
    const live = this.#live(member);
    return live ? this.#shown(live) : this.#find(member);
  }

  async #find(member: MemberId): Promise<MemberRecord> {
    const found = await this.#store.find(Object(member));
    if (!found)
      throw new HostError('notFound', 'This host does not know the member. Start it first.');
    return found;
  }

  /** What may be shown of a member. @param isLatest Waits until its record of this moment is kept. */
  async #shown(live: Live, isLatest = false): Promise<MemberRecord> {
    if (isLatest || (live.keptAt === NEVER && live.shown === null)) await this.#kept(live);
    return live.shown ?? live.record;
  }

  async #kept(live: Live): Promise<void> {
    try {
      await this.#engine.writer.whenKept(live);
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
    if (!this.#waiters.isEmpty) this.#waiters.notify(keyOf(record.context.member));
    if (this.#deliveries && isOver(record))
      this.#deliveries.add({
        type: 'outcome',
        member: record.context.member,
        view: recordView(record),
      });
  }
}

const problemsOf = ({ effects }: Step): readonly Problem[] =>
  effects.flatMap((effect) => (effect.type === 'answer.refused' ? effect.problems : []));

/**
 * Runs many members in one process. It restores what the store has kept, and then resolves.
 *
 * ```ts
 * const host = await createHost({ port: mx, store: openSqlite('members.db') });
 * await host.start({ member, job: 'aggregate' });
 * ```
 *
 * @throws {TypeError} for an option that is not valid. What the store throws when it cannot be read.
 */
export async function createHost(options: HostOptions): Promise<MemberHost> {
  checkOptions(options);
  return new Host(options).open();
}
