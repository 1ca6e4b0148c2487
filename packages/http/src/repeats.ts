/**
 * Chromium repeats a request by itself, even a `POST`, when a reused connection breaks after the request was sent. Each
 * command of a client has its own key (`Idempotency-Key`), so that the server runs the command once and both requests
 * get its reply.
 */

const HEADER = 'idempotency-key';

/** How long a reply is kept for a repetition, in ms. Longer than a client waits for it. */
const KEPT_FOR = 60_000;
/** How many replies are kept. The oldest are dropped first. */
const MAX_KEPT = 1_000;
const MAX_LENGTH = 255;

/** The header of one command. */
export const onceHeader = (): Readonly<Record<string, string>> => ({
  // `randomUUID` does not exist in a page without HTTPS.
  [HEADER]: crypto.getRandomValues(new Uint32Array(4)).join('-'),
});

interface Kept {
  readonly reply: Promise<unknown>;
  readonly at: number;
}

/** The replies to the latest commands that had a key. */
export class Repeats {
  readonly #kept = new Map<string, Kept>();

  /**
   * Runs a command, or returns the reply to the command that it repeats.
   *
   * @param scope The action and the member. A key is only valid within it.
   */
  reply<Result>(
    { headers }: Request,
    scope: readonly unknown[],
    make: () => Promise<Result>,
  ): Promise<Result> {
    const key = headers.get(HEADER);
    if (!key || key.length > MAX_LENGTH) return make();
    const now = Date.now();
    this.#forget(now);
    const name = JSON.stringify([scope, key]);
    const known = this.#kept.get(name);
    if (known) return known.reply as Promise<Result>;
    const reply = make();
    this.#kept.set(name, { reply, at: now });
    return reply;
  }

  /** Entries are in order of age, oldest first. */
  #forget(now: number): void {
    for (const [name, { at }] of this.#kept) {
      const age = now - at;
      // The age is negative if the clock was set back.
      if (age >= 0 && age < KEPT_FOR && this.#kept.size < MAX_KEPT) return;
      this.#kept.delete(name);
    }
  }
}
