import type { MemberId } from '@mx-member/machine/step';
import { HOUR } from './history.ts';

/**
 * Recognizes credentials that were sent a moment ago, so that the same ones are not refused twice. This process alone knows them, and
 * only as slow keyed hashes.
 */

/** How many members are remembered: those whose credentials were sent last. */
const MOST_MEMBERS = 1_000;
const MOST_OF_MEMBER = 20;
/** Makes a guess cost some 30 ms. */
const ITERATIONS = 100_000;

type Credentials = readonly { readonly guid: string; readonly value: string }[];

interface Sent {
  readonly userGuid: string;
  /** In ms since 1970. */
  readonly at: number;
  readonly print: Promise<string>;
}

const keyOf = ({ userGuid, memberGuid }: MemberId): string =>
  JSON.stringify([userGuid, memberGuid]);

/** The credentials that this process has sent within the last hour, as hashes. */
export class SentCredentials {
  /** Nobody else has it, and it ends with the process. */
  readonly #key = crypto.getRandomValues(new Uint8Array(32));
  readonly #members = new Map<string, readonly Sent[]>();

  /** Remembers credentials that are about to be sent. @param now In ms since 1970. @returns A function that forgets them. */
  add(member: MemberId, credentials: Credentials, now: number): () => void {
    const key = keyOf(member);
    const known = this.#members.get(key) ?? [];
    const { userGuid } = member;
    const sent: Sent = { userGuid, at: now, print: this.#printOf(key, credentials) };
    // A process without these functions recognizes nothing.
    sent.print.catch(() => {});
    this.#members.delete(key);
    this.#members.set(key, [...known, sent].slice(-MOST_OF_MEMBER));
    this.#drop((one) => now - one.at < HOUR);
    const [oldest] = this.#members.keys();
    if (this.#members.size > MOST_MEMBERS && oldest !== undefined) this.#members.delete(oldest);
    return () => this.#drop((one) => one !== sent);
  }

  /** When the same credentials were sent within the last hour, in ms since 1970. */
  async timesOf(
    member: MemberId,
    credentials: Credentials,
    now: number,
  ): Promise<readonly number[]> {
    this.#drop((one) => now - one.at < HOUR);
    const key = keyOf(member);
    const known = this.#members.get(key);
    if (!known) return [];
    try {
      const print = await this.#printOf(key, credentials);
      const prints = await Promise.all(known.map((one) => one.print));
      return known.filter((_, index) => prints[index] === print).map(({ at }) => at);
    } catch {
      return [];
    }
  }

  /** Forgets a member, because the bank has accepted a login. */
  drop(member: MemberId): void {
    this.#members.delete(keyOf(member));
  }

  /** Forgets all members of a user, who was erased. */
  dropUser(userGuid: string): void {
    this.#drop((one) => one.userGuid !== userGuid);
  }

  #drop(isKept: (one: Sent) => boolean): void {
    for (const [key, sent] of this.#members) {
      const left = sent.filter(isKept);
      if (left.length === 0) this.#members.delete(key);
      else if (left.length < sent.length) this.#members.set(key, left);
    }
  }

  async #printOf(member: string, credentials: Credentials): Promise<string> {
    const encoder = new TextEncoder();
    const entries = credentials.map(({ guid, value }) => [guid, value]).sort();
    const text = encoder.encode(JSON.stringify(entries));
    const key = await crypto.subtle.importKey('raw', text, 'PBKDF2', false, ['deriveBits']);
    const salt = new Uint8Array([...this.#key, ...encoder.encode(member)]);
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ITERATIONS };
    return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256)).join();
  }
}
