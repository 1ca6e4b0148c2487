import type { HostStore, RecordRow } from './store.ts';

/** The clock is stored as the record of this member, which cannot exist. */
const MEMBER = { userGuid: '', memberGuid: '' };

/** Keeps the clock's row from being loaded as a running member, or forgotten as an ended one. */
const NEVER_FORGOTTEN = Number.MAX_SAFE_INTEGER;

/** The most that the time between two hosts counts, in ms. A longer time may be a clock that was set forward. */
const MAX_GAP = 60 * 60 * 1000;

/** How much time may be lost when a host is closed, in ms. */
const MIN_AGE = 60_000;

/** What is stored of the clock, in ms since 1970. */
interface KeptClock {
  readonly observed: number;
  /** What the computer's clock showed then. */
  readonly at: number;
}

function keptClock(row: RecordRow | null): KeptClock | null {
  try {
    const { observed, at } = JSON.parse(row?.text ?? 'null') as KeptClock;
    return Number.isFinite(observed) && Number.isFinite(at) ? { observed, at } : null;
  } catch {
    // A new store, or a damaged row. The clock begins again.
    return null;
  }
}

/**
 * The time that hosts have observed, in ms since 1970. Outcomes are dated by this clock, so that a jump of the
 * computer's clock does not make the host forget them too early. While a host runs, it advances with the process.
 * Between two hosts it advances by the computer's clock, but at most by an hour.
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

  /** Continues the clock of a store. */
  static async of(store: HostStore, now: () => number): Promise<ObservedClock> {
    return new ObservedClock(await store.find(MEMBER), now);
  }

  now(): number {
    return Math.floor(this.#from + performance.now() - this.#begunAt);
  }

  /** Whether the stored clock is so old that it should be stored again when the host is closed. */
  get isDue(): boolean {
    return this.now() - this.#keptAt > MIN_AGE;
  }

  /** The row to store now and then, so that the next host can continue. */
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
