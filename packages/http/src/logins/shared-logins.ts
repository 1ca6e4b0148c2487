import { HostError } from '@mx-member/machine/hosting';
import type { LoginHistory } from './history.ts';
import type { LoginKeeper, LoginsOf } from './keeper.ts';
import { SentCredentials } from './sent-credentials.ts';

/** What is stored of a user, as a change begins. */
export interface StoredLogins {
  readonly stored: LoginHistory;
  /** With what else is known, but not stored yet. @default `stored` */
  readonly seen?: LoginHistory;
  /** Stores a history in place of the one that was read. @returns `false` if another process has stored one since. */
  replace(after: LoginHistory): Promise<boolean>;
}

/** How often a change is made again because another process was faster. */
const MOST_TRIES = 20;

/** Keeps logins in a place that several processes change. This process decides, and the place compares and stores. */
export class SharedLogins implements LoginKeeper {
  readonly sent = new SentCredentials();
  readonly #read: (of: LoginsOf, now: number) => Promise<StoredLogins>;

  /** @param read Reads what is stored. What it throws, and what `replace` throws, means that a login was not sent. */
  constructor(read: (of: LoginsOf, now: number) => Promise<StoredLogins>) {
    this.#read = read;
  }

  now(): number {
    return Date.now();
  }

  async change<Result>(
    of: LoginsOf,
    work: (history: LoginHistory, now: number) => readonly [LoginHistory, Result],
  ): Promise<Result> {
    for (let times = 0; times < MOST_TRIES; times += 1) {
      const now = this.now();
      const { stored, seen = stored, replace } = await this.#read(of, now).catch(throwUnsent);
      const [after, result] = work(seen, now);
      if (after === stored || (await replace(after).catch(throwUnsent))) return result;
    }
    throw unsent('Other processes count logins of this user. Please try again.');
  }
}

const unsent = (message: string): HostError =>
  Object.assign(new HostError('unreachable', message), { sent: false as const });

/** A `HostError` says what has happened. Any other error is of a store, and may quote what it stores. */
function throwUnsent(thrown: unknown): never {
  throw thrown instanceof HostError
    ? Object.assign(thrown, { sent: false as const })
    : unsent('The logins of this user cannot be counted at present. Please try again.');
}
