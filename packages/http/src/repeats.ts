/**
 * Chromium sends a request again by itself when a connection that it has used before breaks after the request was sent, a `POST`
 * too. Each command of a client has a key of its own (`Idempotency-Key`), so a server makes it once and both get its reply.
 */

const HEADER = 'idempotency-key';

/** How long a reply is kept for a repeat, in ms: longer than a client waits for it. */
const KEPT_FOR = 60_000;
/** So many replies are kept at most; the oldest go first. */
const MAX_KEPT = 1_000;
const MAX_LENGTH = 255;

/** The header of one command. */
export const onceHeader = (): Readonly<Record<string, string>> => ({
  // A page without HTTPS has no `randomUUID`.
  [HEADER]: crypto.getRandomValues(new Uint32Array(4)).join('-'),
});

interface Kept {
  readonly reply: Promise<unknown>;
  readonly at: number;
}

/** The replies to the last commands that had a key. */
export class Repeats {
  readonly #kept = new Map<string, Kept>();

  /**
   * Makes a command, or returns the reply of the one that it repeats.
   * @param scope What was asked of which member: a key counts within it.
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

  /** The oldest come first. */
  #forget(now: number): void {
    for (const [name, { at }] of this.#kept) {
      const age = now - at;
      // It is negative when the clock was set back.
      if (age >= 0 && age < KEPT_FOR && this.#kept.size < MAX_KEPT) return;
      this.#kept.delete(name);
    }
  }
}
