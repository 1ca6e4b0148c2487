import { isOver, type MemberRecord, recordView } from '@mx-member/machine/step';
import { inNextTurn } from './clock.ts';
import type { Keeping } from './keep.ts';
import { type Live, NEVER } from './live.ts';
import type { Change, HostStore } from './store.ts';

/** Groups what is to be kept, and says when it is. */

/** The most changes of one transaction: about 10 ms in SQLite, in which the event loop stands. */
const MAX_BATCH = 500;

/** How long changes that nobody waits for are collected, in ms. */
const COLLECT = 50;

/** After a commit failed: the first and the longest pause, in ms. */
const RETRY = 1_000;
const MAX_RETRY = 10_000;

export interface Callbacks {
  readonly kept: () => void;
  readonly failed: (error: unknown) => void;
}

interface Entry {
  record: MemberRecord;
  keeping: Keeping;
  readonly callbacks: Callbacks[];
}

export interface WriterOptions {
  readonly store: HostStore;
  /** Whether outcomes are kept until they are acknowledged. */
  readonly keepsOutcomes: boolean;
  /** In ms since 1970. */
  readonly now: () => number;
  /** A record is kept now. */
  readonly onKept: (live: Live, record: MemberRecord) => void;
  readonly onError: (thrown: unknown) => void;
}

export class Writer {
  readonly #options: WriterOptions;
  #entries = new Map<Live, Entry>();
  #changes: Change[] = [];
  #isPlanned = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flushing: Promise<void> | null = null;
  #failures = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Keeps the member's record of this moment, or a later one. */
  add(live: Live, keeping: Keeping, callbacks?: Callbacks): void {
    const entry = this.#entries.get(live);
    if (!entry)
      this.#entries.set(live, {
        record: live.record,
        keeping,
        callbacks: callbacks ? [callbacks] : [],
      });
    else {
      entry.record = live.record;
      if (keeping === 'durably' || entry.keeping === 'later') entry.keeping = keeping;
      if (callbacks) entry.callbacks.push(callbacks);
    }
    this.#plan(keeping !== 'later');
  }

  /** Keeps something else than a record. */
  addChange(change: Change): void {
    this.#changes.push(change);
    this.#plan(false);
  }

  /** Whether a record of the member that shows something else than the kept one is on its way. */
  isAwaited(live: Live): boolean {
    const entry = this.#entries.get(live);
    return entry !== undefined && entry.keeping !== 'later';
  }

  /** Resolves when what a member shows is kept; rejects when it could not be. */
  whenKept(live: Live): Promise<void> {
    if (live.shown === null && !this.isAwaited(live)) return Promise.resolve();
    return new Promise((kept, failed) => this.add(live, 'soon', { kept, failed }));
  }

  /** Keeps all that is to be kept, once: for the end. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#entries.size > 0 || this.#changes.length > 0) {
      await this.#flush();
      if (this.#failures > 0) break;
    }
    clearTimeout(this.#timer);
    await this.#flushing;
  }

  #plan(isSoon: boolean): void {
    if (this.#isPlanned || this.#flushing || this.#failures > 0) return;
    if (isSoon) {
      this.#isPlanned = true;
      inNextTurn(() => {
        this.#isPlanned = false;
        void this.#flush();
      });
    } else this.#timer ??= setTimeout(() => void this.#flush(), COLLECT);
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing ??= this.#commit().finally(() => {
      this.#flushing = null;
      const delay =
        this.#failures === 0 ? 0 : Math.min(MAX_RETRY, RETRY * 2 ** (this.#failures - 1));
      if (this.#entries.size === 0 && this.#changes.length === 0) return;
      if (delay > 0) this.#timer = setTimeout(() => void this.#flush(), delay);
      else this.#plan([...this.#entries.values()].some(({ keeping }) => keeping !== 'later'));
    });
    return this.#flushing;
  }

  async #commit(): Promise<void> {
    const { store, onKept, onError } = this.#options;
    const changes = this.#changes.splice(0, MAX_BATCH);
    const entries = this.#takeEntries(MAX_BATCH - changes.length);
    if (changes.length + entries.length === 0) return;
    const durable = entries.some(([, { keeping }]) => keeping === 'durably');
    const all = [...changes, ...entries.flatMap(([, { record }]) => this.#changesOf(record))];
    try {
      await store.commit(all, { durable });
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#changes.unshift(...changes);
      onError(error);
      for (const [live, { keeping, callbacks }] of entries) {
        // One that was never kept is given up: its start has failed.
        if (live.keptAt !== NEVER) this.add(live, keeping);
        for (const { failed } of callbacks) failed(error);
      }
      return;
    }
    for (const [live, { record, callbacks }] of entries) {
      onKept(live, record);
      for (const { kept } of callbacks) kept();
    }
  }

  #takeEntries(count: number): [Live, Entry][] {
    if (this.#entries.size <= count) {
      const all = [...this.#entries];
      this.#entries = new Map();
      return all;
    }
    const taken: [Live, Entry][] = [];
    for (const one of this.#entries) {
      if (taken.length >= count) break;
      taken.push(one);
    }
    for (const [live] of taken) this.#entries.delete(live);
    return taken;
  }

  #changesOf(record: MemberRecord): Change[] {
    if (!isOver(record)) return [{ type: 'record', record, endedAt: null }];
    const { keepsOutcomes, now } = this.#options;
    const { member } = record.context;
    return [
      { type: 'record', record, endedAt: now() },
      ...(keepsOutcomes ? [{ type: 'outcome', member, view: recordView(record) } as const] : []),
    ];
  }
}
