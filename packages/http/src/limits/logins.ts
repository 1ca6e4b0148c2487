import { checkOptions } from '@mx-member/machine/hosting';
import { Refusal } from '../problems.ts';

/** How many logins at banks one user may cause: new members and new credentials together. */
export interface LoginLimits {
  /** In any span of an hour. `Infinity` for no limit. @default 10 */
  readonly perHour?: number;
  /** In any span of 24 hours. `Infinity` for no limit. @default 30 */
  readonly perDay?: number;
}

const HOUR = 3_600_000;
/** How many users are remembered. Beyond that, the user whose last login is oldest is forgotten. */
const MAX_USERS = 10_000;

/** Counts the logins of each user in this process. */
export class Logins {
  readonly #limits: readonly (readonly [limit: number, span: number])[];
  /** How many logins of a user are remembered. */
  readonly #most: number;
  /** When each user logged in, oldest first. The users are in order of their last logins, oldest first. */
  readonly #users = new Map<string, number[]>();

  /** @throws {TypeError} for an unknown limit, and for one that is not a whole number of at least 1. */
  constructor(limits: LoginLimits = {}) {
    checkOptions('logins', limits, ['perHour', 'perDay']);
    const { perHour = 10, perDay = 30 } = limits;
    const isLimit = (limit: number) =>
      limit >= 1 && (limit === Infinity || Number.isInteger(limit));
    if (![perHour, perDay].every(isLimit))
      throw new TypeError('`logins` must have whole numbers of at least 1, or Infinity.');
    this.#limits = [
      [perHour, HOUR],
      [perDay, 24 * HOUR],
    ];
    this.#most = Math.max(0, ...[perHour, perDay].filter(Number.isFinite));
  }

  /**
   * Counts a login.
   *
   * @returns A function that takes it back, for a login that was certainly not made. Call it once.
   * @throws {Refusal} `too-many-logins` when the user has no login left.
   */
  take(user: string): () => void {
    const times = this.#users.get(user) ?? [];
    const now = performance.now();
    const waits = this.#limits.map(
      ([limit, span]) => (times.at(-limit) ?? Number.NEGATIVE_INFINITY) + span - now,
    );
    const wait = Math.max(...waits);
    if (wait > 0) throw new Refusal('too-many-logins', { retryAfter: wait, fault: 'rateLimited' });
    times.push(now);
    if (times.length > this.#most) times.shift();
    this.#users.delete(user);
    this.#users.set(user, times);
    const [oldest] = this.#users.keys();
    if (this.#users.size > MAX_USERS && oldest !== undefined) this.#users.delete(oldest);
    return () => {
      const at = times.indexOf(now);
      if (at >= 0) times.splice(at, 1);
    };
  }
}
