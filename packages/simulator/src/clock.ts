/** A duration: a number of ms, or a text such as `'90s'`, `'15m'`, `'12h'`, `'30d'`. */
export type Duration = number | `${number}${'s' | 'm' | 'h' | 'd'}`;

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration in ms. @throws {RangeError} for an invalid duration. */
export function durationInMs(duration: Duration): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(String(duration)) ?? [];
  const ms =
    typeof duration === 'number' ? duration : Number(count) * (UNITS[unit as 'd'] ?? Number.NaN);
  if (ms >= 0 && ms < Infinity) return ms;
  throw new RangeError(
    `a duration must be a number of milliseconds, at least 0, or a text such as '30d', but it is ${duration}`,
  );
}

/** A clock that can run faster than another one, and can be advanced. */
export class FastClock {
  readonly #clock: () => number;
  readonly #speed: number;
  readonly #begun: number;
  #skipped = 0;

  /** @throws {RangeError} for a speed that is not a positive number. */
  constructor(clock: () => number, speed: number) {
    if (!(speed > 0 && speed < Infinity))
      throw new RangeError(`speed must be a positive number, but it is ${speed}`);
    this.#clock = clock;
    this.#speed = speed;
    this.#begun = speed === 1 ? 0 : clock();
  }

  get now(): number {
    return this.#begun + (this.#clock() - this.#begun) * this.#speed + this.#skipped;
  }

  /** Advances to a moment. Does nothing if the moment has passed. */
  goTo(at: number): void {
    this.#skipped += Math.max(0, at - this.now);
  }
}
