import { withTimeout } from '../web/timeout.ts';
import { NO_HISTORY, parsedHistory } from './history.ts';
import { SharedLogins } from './shared-logins.ts';

/**
 * Where a relay remembers the logins of users, for example a table with a text for each user. Remove a row 30 days after its last
 * change, and when its user is erased.
 */
export interface LoginStore {
  /** Reads the text of a user. `null` without one. */
  read(userGuid: string): Promise<string | null>;
  /**
   * Stores a text of at most 64 kB in place of the one that was read, in one step.
   *
   * @param before What was read. `null` if there was nothing.
   * @returns `false` if there is another text by now. Then nothing was stored.
   */
  replace(userGuid: string, before: string | null, after: string): Promise<boolean>;
}

/** The time limit of each call of the store, in ms. */
const LONGEST = 10_000;

/**
 * Keeps logins in a store. If it fails, no login is sent.
 *
 * @param onError Called with what the store throws.
 */
export function storedLogins(store: LoginStore, onError: (thrown: unknown) => void): SharedLogins {
  const tried = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await withTimeout(LONGEST, work);
    } catch (thrown) {
      onError(thrown);
      throw thrown;
    }
  };
  return new SharedLogins(async ({ userGuid }) => {
    const text = await tried(() => store.read(userGuid));
    return {
      stored: text === null ? NO_HISTORY : parsedHistory(text),
      replace: (after) => tried(() => store.replace(userGuid, text, JSON.stringify(after))),
    };
  });
}
