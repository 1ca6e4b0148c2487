import type { Erased } from '@mx-member/http/host';
import { backOff } from '@mx-member/http/web';
import { isOver, type MemberRecord, recordView } from '@mx-member/machine/step';
import { memberKey, NEVER, type RunningMember } from '../members/running-member.ts';
import { inNextTurn } from '../schedule/clock.ts';
import type { Urgency } from './commit-policy.ts';
import { STORE_WAIT } from './in-time.ts';
import type { ObservedClock } from './observed-clock.ts';
import { toOutcomeRow, toRecordRow } from './rows.ts';
import type { Change, HostStore, MaybePromise, RecordRow } from './store.ts';

/** Groups changes into commits, and reports when a record is committed. */

/** The maximum number of changes in a transaction: about 10 ms in SQLite, which block the event loop. */
const MAX_BATCH = 500;

/** How long changes that nobody waits for are collected, in ms. */
const COLLECT = 50;

/** The first and the longest wait after a failed commit, in ms. */
const RETRY = 1_000;
const MAX_RETRY = 10_000;

/** A change that has waited for this long without an attempt to commit it is stuck, in ms. */
const STUCK = 60_000;

/** Called after a record was committed, or could not be. */
export interface Callbacks {
  readonly kept: () => void;
  readonly failed: (error: unknown) => void;
}

interface Entry {
  record: MemberRecord;
  urgency: Urgency;
  readonly callbacks: Callbacks[];
}

interface Batch {
  readonly changes: readonly Change[];
  readonly entries: readonly (readonly [RunningMember, Entry])[];
}

export interface WriterOptions {
  readonly store: HostStore;
  /** Whether outcomes are stored until they are acknowledged. */
  readonly keepsOutcomes: boolean;
  /** The clock that dates outcomes, and its row. */
  readonly observed: Pick<ObservedClock, 'now' | 'row'>;
  /** Called when a record was committed. */
  readonly onKept: (member: RunningMember, record: MemberRecord) => void;
  readonly onError: (thrown: unknown) => void;
}

export class Writer {
  readonly #options: WriterOptions;
  #entries = new Map<RunningMember, Entry>();
  #changes: Change[] = [];
  #isPlanned = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flushing: Promise<void> | null = null;
  #failures = 0;
  /** When the store was last tried, or got work after a pause. In the time of `performance.now()`. */
  #triedAt = 0;
  /** The changes that are being committed. */
  #underWay: Batch | null = null;
  #isLeft = false;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Commits the member's current record, or a later one. */
  add(member: RunningMember, urgency: Urgency, callbacks?: Callbacks): void {
    this.#noteWork();
    const entry = this.#entries.get(member);
    if (!entry)
      this.#entries.set(member, {
        record: member.record,
        urgency,
        callbacks: callbacks ? [callbacks] : [],
      });
    else {
      entry.record = member.record;
      if (urgency === 'durably' || entry.urgency === 'later') entry.urgency = urgency;
      if (callbacks) entry.callbacks.push(callbacks);
    }
    if (urgency === 'later') this.#planLater();
    else this.#planSoon();
  }

  /** Commits a change other than a record. */
  addChange(change: Change): void {
    this.#noteWork();
    this.#changes.push(change);
    this.#planLater();
  }

  /**
   * Commits a row so that it survives a power failure. It replaces an older one that still waits for its commit.
   *
   * @param signal Aborts when nobody waits for it any more. Then it is not stored, unless its commit already runs.
   * @throws the error of the store. The row is then not stored.
   */
  async keep(row: RecordRow, signal?: AbortSignal): Promise<void> {
    const key = memberKey(row.member);
    await this.#alone(async (store) => {
      const older = new Set(
        this.#changes.filter((one) => one.type === 'record' && memberKey(one.member) === key),
      );
      await store.commit([row], { durable: true });
      this.#changes = this.#changes.filter((one) => !older.has(one));
    }, signal);
  }

  /** Erases the rows of a user's members. @throws the error of the store. Nothing is then erased. */
  forget(userGuid: string): Promise<Required<Erased>> {
    return this.#alone(async (store) => {
      const waiting = new Set(
        this.#changes.filter(
          (change) => change.type === 'record' && change.member.userGuid === userGuid,
        ),
      );
      const erased = await store.forget(userGuid);
      // A row that waits for its commit would come back.
      this.#changes = this.#changes.filter((change) => !waiting.has(change));
      return erased;
    });
  }

  /** Works on the store while no commit runs. */
  async #alone<Result>(
    work: (store: HostStore) => MaybePromise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    while (this.#flushing) await this.#flushing;
    signal?.throwIfAborted();
    this.#triedAt = performance.now();
    const done = (async () => work(this.#options.store))();
    this.#flushing = done
      .then(
        () => this.#noteSuccess(),
        (error) => this.#noteFailure(error),
      )
      .finally(() => {
        this.#flushing = null;
        this.#planNext();
      });
    return done;
  }

  /** Whether a record with another view than the committed one is waiting for its commit. */
  isAwaited(member: RunningMember): boolean {
    const entry = this.#entries.get(member);
    return entry !== undefined && entry.urgency !== 'later';
  }

  /** Whether the last commit has failed, or the running one has taken longer than a caller waits. */
  get isFailing(): boolean {
    return this.#failures > 0 || (this.#flushing !== null && this.#waited > STORE_WAIT);
  }

  /** Whether changes have waited for a minute without an attempt to commit them, or a commit has hung for a minute. */
  get isStuck(): boolean {
    const hasWork = !this.#isEmpty || this.#flushing !== null;
    return hasWork && this.#waited > STUCK;
  }

  /** How long ago the store was last tried, in ms. */
  get #waited(): number {
    return performance.now() - this.#triedAt;
  }

  /** Resolves when the member's current view is committed. Rejects when it could not be. */
  whenKept(member: RunningMember): Promise<void> {
    // A member whose first commit fails is dropped, so another commit must not store it.
    const first = member.keptAt === NEVER ? this.#underWayOf(member) : undefined;
    if (first) return new Promise((kept, failed) => first.callbacks.push({ kept, failed }));
    if (member.shown === null && !this.isAwaited(member)) return Promise.resolve();
    return new Promise((kept, failed) => this.add(member, 'soon', { kept, failed }));
  }

  /** Commits all remaining changes. Gives up after a failed commit. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    while (!this.#isEmpty) {
      await this.#flush();
      if (this.#failures > 0) break;
    }
    clearTimeout(this.#timer);
    await this.#flushing;
  }

  /** Stops committing, and ignores the result of a running commit. */
  leave(): void {
    this.#isLeft = true;
    clearTimeout(this.#timer);
    const error = new Error('The host was closed before the record was kept.');
    const waiting = [...(this.#underWay?.entries ?? []), ...this.#entries];
    for (const [, { callbacks }] of waiting) for (const { failed } of callbacks) failed(error);
  }

  #underWayOf(member: RunningMember): Entry | undefined {
    return this.#underWay?.entries.find(([one]) => one === member)?.[1];
  }

  #noteWork(): void {
    if (this.#isEmpty && !this.#flushing) this.#triedAt = performance.now();
  }

  #noteSuccess(): void {
    this.#failures = 0;
  }

  /** Notes a failure. Something is always left to retry, because otherwise nobody would learn that the store works again. */
  #noteFailure(error: unknown): void {
    this.#failures += 1;
    if (this.#isEmpty) this.#changes.push(this.#options.observed.row());
    this.#options.onError(error);
  }

  get #isEmpty(): boolean {
    return this.#entries.size === 0 && this.#changes.length === 0;
  }

  /** Whether a flush is planned, runs, or is due after a failure. */
  get #isWaiting(): boolean {
    return this.#isPlanned || this.#flushing !== null || this.#failures > 0 || this.#isLeft;
  }

  #planSoon(): void {
    if (this.#isWaiting) return;
    this.#isPlanned = true;
    inNextTurn(() => {
      this.#isPlanned = false;
      void this.#flush();
    });
  }

  #planLater(): void {
    if (!this.#isWaiting) this.#timer ??= setTimeout(() => void this.#flush(), COLLECT);
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing ??= this.#commit().finally(() => {
      this.#flushing = null;
      this.#planNext();
    });
    return this.#flushing;
  }

  /** Plans the next flush: for changes that arrived during the last commit, or that it could not commit. */
  #planNext(): void {
    if (this.#isEmpty || this.#isLeft) return;
    if (this.#failures > 0) {
      const pause = backOff(this.#failures - 1, RETRY, MAX_RETRY);
      this.#timer = setTimeout(() => void this.#flush(), pause);
    } else if ([...this.#entries.values()].some(({ urgency }) => urgency !== 'later'))
      this.#planSoon();
    else this.#planLater();
  }

  async #commit(): Promise<void> {
    if (this.#isLeft) return;
    const batch = this.#takeBatch();
    const { changes, entries } = batch;
    if (changes.length + entries.length === 0) return;
    const durable = entries.some(([, { urgency }]) => urgency === 'durably');
    const all = [...changes, ...entries.flatMap(([, { record }]) => this.#changesOf(record))];
    this.#underWay = batch;
    this.#triedAt = performance.now();
    try {
      await this.#options.store.commit(all, { durable });
    } catch (error) {
      if (!this.#isLeft) this.#onFailed(batch, error);
      return;
    }
    if (this.#isLeft) return;
    this.#underWay = null;
    this.#noteSuccess();
    for (const [member, { record, callbacks }] of entries) {
      this.#options.onKept(member, record);
      for (const { kept } of callbacks) kept();
    }
  }

  #onFailed({ changes, entries }: Batch, error: unknown): void {
    this.#underWay = null;
    this.#changes.unshift(...changes);
    // A member whose first record could not be committed is dropped, because its start has failed.
    for (const [member, { urgency }] of entries)
      if (member.keptAt !== NEVER) this.add(member, urgency);
    this.#noteFailure(error);
    for (const [, { callbacks }] of entries) for (const { failed } of callbacks) failed(error);
  }

  #takeBatch(): Batch {
    const changes = this.#changes.splice(0, MAX_BATCH);
    return { changes, entries: this.#takeEntries(MAX_BATCH - changes.length) };
  }

  #takeEntries(count: number): Batch['entries'] {
    if (this.#entries.size <= count) {
      const all = [...this.#entries];
      this.#entries = new Map();
      return all;
    }
    const first: (readonly [RunningMember, Entry])[] = [];
    for (const entry of this.#entries) {
      if (first.length >= count) break;
      first.push(entry);
    }
    for (const [member] of first) this.#entries.delete(member);
    return first;
  }

  #changesOf(record: MemberRecord): Change[] {
    if (!isOver(record)) return [toRecordRow(record, null)];
    const { keepsOutcomes, observed } = this.#options;
    const { member } = record.context;
    return [
      toRecordRow(record, observed.now()),
      ...(keepsOutcomes ? [toOutcomeRow({ member, view: recordView(record) })] : []),
    ];
  }
}
