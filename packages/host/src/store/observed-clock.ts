import type { HostStore, RecordRow } from './store.ts';

/** A member of this name cannot be: the store keeps the clock in its place. */
const MEMBER = { userGuid: '', memberGuid: '' };

/** The clock's row is not loaded with running members, and not forgotten with ended ones. */
const NEVER_FORGOTTEN = Number.MAX_SAFE_INTEGER;

/** The most that the time between two hosts counts, in ms. More may be a clock that was set forward. */
const MAX_GAP = 60 * 60 * 1000;

/** Time that may be lost when a host is closed, in ms. */
const MIN_AGE = 60_000;

/** What is kept of the clock, in ms since 1970. */
interface KeptClock {
  readonly observed: number;
  /** What the computer's clock said then. */
  readonly at: number;
}

function keptClock(row: RecordRow | null): KeptClock | null {
  try {
    const { observed, at } = JSON.parse(row?.text ?? 'null') as KeptClock;
    return Number.isFinite(observed) && Number.isFinite(at) ? { observed, at } : null;
  } catch {
    // A new store, or a damaged row: the clock begins again.
    return null;
  }
}

/**
 * The time that hosts have observed, in ms since 1970. Ends are dated by this clock, so a computer whose clock jumps forgets none too early. It
 * runs with the process. Between two hosts it goes on by what the computer's clock says, an hour at most.
 */
export class ObservedClock {
  readonly #now: () => number;
  readonly #from: number;
  readonly #begunAt = performance.now();
  #keptAt = 0;

  constructor(kept: RecordRow | null, now: () => number) {
    const clock = keptClock(kept);
    this.#now = now;
    this.#from = clock ? clock.observed + Math.min(MAX_GAP, Math.max(0, now() - clock.at)) : now();
  }

  /** Goes on with the clock of a store. */
  static async of(store: HostStore, now: () => number): Promise<ObservedClock> {
    return new ObservedClock(await store.find(MEMBER), now);
  }

  now(): number {
    return Math.floor(this.#from + performance.now() - this.#begunAt);
  }

  /** Whether what was kept last is so old that it is to be kept again when the host is closed. */
  get isDue(): boolean {
    return this.now() - this.#keptAt > MIN_AGE;
  }

  /** What is to be kept, now and then: the next host goes on from it. */
  row(): RecordRow {
    this.#keptAt = this.now();
    const kept: KeptClock = { observed: this.now(), at: this.#now() };
    return {
      type: 'record',
      member: MEMBER,
      text: JSON.stringify(kept),
      endedAt: NEVER_FORGOTTEN,
    };
  }
}
