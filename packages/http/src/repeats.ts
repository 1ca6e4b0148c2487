import { Refusal } from './problems.ts';
import { ONCE_HEADER } from './web/once.ts';

/**
 * Chromium repeats a request by itself, even a `POST`, when a reused connection breaks after the request was sent. Each
 * command of a client has its own key (`Idempotency-Key`), so that the server runs the command once and both requests
 * get its reply.
 */

/** How long a reply is kept for a repetition, in ms. Longer than a client waits for it. */
const KEPT_FOR = 60_000;
/** How many replies are kept for one user. The oldest are dropped first. */
const MAX_KEPT = 1_000;
const MAX_LENGTH = 255;

interface Kept {
  readonly reply: Promise<unknown>;
  readonly at: number;
  readonly digest: Promise<string>;
}

/** The replies to the latest commands that had a key. */
export class Repeats {
  /** By user, so that the keys of one user do not push out the keys of another. In order of their last commands. */
  readonly #users = new Map<string, Map<string, Kept>>();
  /** Makes a digest useless for guessing an answer. */
  readonly #salt = crypto.randomUUID();

  /**
   * Runs a command, or returns the reply to the command that it repeats.
   *
   * @param command.scope The action and the member. A key is only valid within it.
   * @throws {Refusal} `key-reused` when the key belongs to a command with another body.
   */
  async reply<Result>(
    { headers }: Request,
    command: {
      readonly user: string;
      readonly scope: readonly unknown[];
      readonly body: unknown;
    },
    make: () => Promise<Result>,
  ): Promise<Result> {
    const key = headers.get(ONCE_HEADER);
    if (!key || key.length > MAX_LENGTH) return make();
    const digest = this.#digest(command.body);
    const now = Date.now();
    this.#forget(now);
    const kept = this.#users.get(command.user) ?? new Map<string, Kept>();
    this.#users.delete(command.user);
    this.#users.set(command.user, kept);
    dropOld(kept, now);
    const name = JSON.stringify([command.scope, key]);
    const known = kept.get(name);
    if (known) {
      if ((await known.digest) !== (await digest)) throw new Refusal('key-reused');
      return known.reply as Promise<Result>;
    }
    const reply = make();
    kept.set(name, { reply, at: now, digest });
    return reply;
  }

  async #digest(body: unknown): Promise<string> {
    const text = `${this.#salt}${JSON.stringify(body)}`;
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    return new Uint8Array(bytes).join();
  }

  /** Forgets users without recent commands. They are in order of their last commands. */
  #forget(now: number): void {
    for (const [user, kept] of this.#users) {
      dropOld(kept, now);
      if (kept.size > 0) return;
      this.#users.delete(user);
    }
  }
}

/** Entries are in order of age, oldest first. */
function dropOld(kept: Map<string, Kept>, now: number): void {
  for (const [name, { at }] of kept) {
    const age = now - at;
    // The age is negative if the clock was set back.
    if (age >= 0 && age < KEPT_FOR && kept.size < MAX_KEPT) return;
    kept.delete(name);
  }
}
