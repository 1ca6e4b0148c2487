import { Refusal } from './problems.ts';
import { ONCE_HEADER } from './web/once.ts';

/**
 * Chromium repeats a request by itself, even a `POST`, when a reused connection breaks after the request was sent. Each
 * command of a client has its own key (`Idempotency-Key`), so that the server runs the command once and both requests
 * get its reply.
 */

/** How long a reply is kept for a repetition, in ms. Longer than a client waits for it. */
const KEPT_FOR = 60_000;
const MAX_LENGTH = 255;

interface Kept {
  readonly reply: Promise<unknown>;
  readonly at: number;
  readonly digest: Promise<string>;
}

/** The replies to the latest commands that had a key. The limits of callers limit their number. */
export class Repeats {
  /** In order of age, oldest first. */
  readonly #kept = new Map<string, Kept>();
  /** Makes a digest useless for guessing an answer. */
  readonly #salt = crypto.randomUUID();

  /**
   * Runs a command, or returns the reply to the command that it repeats.
   *
   * @param command.scope The user, the action and the member. A key is only valid within it.
   * @throws {Refusal} `key-reused` when the key belongs to a command with another body.
   */
  async reply<Result>(
    { headers }: Request,
    command: { readonly scope: readonly unknown[]; readonly body: unknown },
    make: () => Promise<Result>,
  ): Promise<Result> {
    const key = headers.get(ONCE_HEADER);
    if (!key || key.length > MAX_LENGTH) return make();
    const digest = this.#digest(command.body);
    const now = Date.now();
    this.#dropOld(now);
    const name = JSON.stringify([command.scope, key]);
    const known = this.#kept.get(name);
    if (known) {
      if ((await known.digest) !== (await digest)) throw new Refusal('key-reused');
      return known.reply as Promise<Result>;
    }
    const reply = make();
    this.#kept.set(name, { reply, at: now, digest });
    return reply;
  }

  async #digest(body: unknown): Promise<string> {
    const text = `${this.#salt}${JSON.stringify(body)}`;
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    return new Uint8Array(bytes).join();
  }

  #dropOld(now: number): void {
    for (const [name, { at }] of this.#kept) {
      const age = now - at;
      // The age is negative if the clock was set back.
      if (age >= 0 && age < KEPT_FOR) return;
      this.#kept.delete(name);
    }
  }
}
