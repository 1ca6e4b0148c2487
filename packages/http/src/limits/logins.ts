import { Refusal } from '../problems.ts';
import { createWindow, type SlidingWindow } from '../web/window.ts';

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
  readonly #windows: () => readonly SlidingWindow[];
  /** In order of their last logins, oldest first. */
  readonly #users = new Map<string, readonly SlidingWindow[]>();

  /** @throws {TypeError} when a limit is not a number of at least 1. */
  constructor({ perHour = 10, perDay = 30 }: LoginLimits = {}) {
    const limits = [
      [perHour, HOUR],
      [perDay, 24 * HOUR],
    ] as const;
    if (!limits.every(([limit]) => limit >= 1 && (limit === Infinity || Number.isInteger(limit))))
      throw new TypeError('`logins` must have whole numbers of at least 1, or Infinity.');
    this.#windows = () =>
      limits.map(([limit, span]) => createWindow(limit === Infinity ? undefined : limit, span));
  }

  /** Counts a login. @throws {Refusal} `too-many-logins` when the user has no login left. */
  take(user: string): void {
    const windows = this.#users.get(user) ?? this.#windows();
    const now = performance.now();
    const wait = Math.max(...windows.map((one) => one.wait(now)));
    if (wait > 0) throw new Refusal('too-many-logins', { retryAfter: wait, fault: 'rateLimited' });
    for (const one of windows) one.note(now);
    this.#users.delete(user);
    this.#users.set(user, windows);
    const [oldest] = this.#users.keys();
    if (this.#users.size > MAX_USERS && oldest !== undefined) this.#users.delete(oldest);
  }
}
