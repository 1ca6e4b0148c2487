import type { PocketBank } from '../bank/pocket-bank.ts';

/**
 * A client as many are written: it polls every second, sends again what got no reply, presses on after a failure, and takes the first
 * CONNECTED for success. It runs against a copy of the bank, so it harms nothing.
 */

const EVERY = 1_000;
/** How often it sends one answer, and logs in, at most. */
const MOST = 3;
const FAILED = new Set([
  'DENIED',
  'PREVENTED',
  'LOCKED',
  'IMPEDED',
  'FAILED',
  'REJECTED',
  'EXPIRED',
]);

/** Why it does what no client should, in the order in which it did it. */
export const NAIVE_HABITS = {
  hurry: 'It polls every second, also while MX asks to wait or cannot be reached.',
  again: 'It sent an answer again, because no reply came. MX had the answer.',
  logins:
    'It logged in again by itself after a failure. MX locks accounts after three wrong logins.',
  first: 'It took the first CONNECTED for success, without proof that this job has ended.',
} as const;
export type NaiveHabit = keyof typeof NAIVE_HABITS;

interface WireMember {
  readonly guid: string;
  readonly connection_status: string | null;
  readonly challenges?: readonly { readonly guid: string }[];
}

export class NaiveClient {
  readonly #bank: PocketBank;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #origin: string;
  readonly #mayAnswer: (round: number) => boolean;
  readonly #changed: () => void;
  readonly #habits = new Set<NaiveHabit>();
  #path = '';
  #logins = 0;
  #answered = '';
  #rounds = 0;
  #isOver = false;
  state = 'begins';

  /**
   * @param mayAnswer Whether the person has answered this round, from 0.
   * @param changed Called after each poll.
   */
  constructor(bank: PocketBank, mayAnswer: (round: number) => boolean, changed: () => void) {
    this.#bank = bank;
    this.#mayAnswer = mayAnswer;
    this.#changed = changed;
    this.#headers = { ...bank.headers, 'content-type': 'application/json' };
    this.#origin = bank.origin;
  }

  get habits(): readonly NaiveHabit[] {
    return [...this.#habits];
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  stop(): void {
    this.#isOver = true;
  }

  /** @param credentials Those of the run on the page, as far as they are words of the bank. */
  async start(credentials: readonly { readonly guid: string; readonly value: string }[]) {
    try {
      const { user } = await this.#send('POST', '/users', { user: { metadata: 'naive' } });
      const members = `/users/${user?.guid}/members`;
      const member = { institution_code: 'mxbank', credentials };
      const made = await this.#send('POST', members, { member });
      this.#path = `${members}/${made.member?.guid}`;
      this.#logins = 1;
      this.#next();
    } catch {
      this.state = 'gave up';
      this.#isOver = true;
    }
  }

  #next(): void {
    this.#changed();
    if (!this.#isOver) setTimeout(() => void this.#poll(), EVERY);
  }

  async #poll(): Promise<void> {
    if (this.#isOver) return;
    try {
      const { member } = await this.#send('GET', `${this.#path}/status`);
      if (member) await this.#act(member);
    } catch {
      this.#habits.add('hurry');
    }
    this.#next();
  }

  async #act({ connection_status: status, challenges = [] }: WireMember): Promise<void> {
    this.state = String(status);
    const asked = challenges.map(({ guid }) => guid).join();
    if (status === 'CONNECTED') {
      this.#habits.add('first');
      this.#isOver = true;
    } else if (status === 'CHALLENGED') {
      if (asked === this.#answered || !this.#mayAnswer(this.#rounds)) return;
      this.#answered = asked;
      this.#rounds += 1;
      const member = { challenges: challenges.map(({ guid }) => ({ guid, value: 'correct' })) };
      await this.#insist(() => this.#send('PUT', `${this.#path}/resume`, { member }));
    } else if (status !== null && FAILED.has(status)) {
      this.#isOver = this.#logins >= MOST;
      if (this.#isOver) return;
      this.#logins += 1;
      this.#habits.add('logins');
      await this.#send('POST', `${this.#path}/aggregate`);
    }
  }

  async #insist(call: () => Promise<unknown>): Promise<void> {
    for (let times = 1; times <= MOST; times += 1) {
      try {
        await call();
        return;
      } catch {
        if (times < MOST) this.#habits.add('again');
      }
    }
  }

  async #send(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly user?: { readonly guid: string }; readonly member?: WireMember }> {
    const response = await this.#bank.fetch(
      new Request(this.#origin + path, {
        method,
        headers: this.#headers,
        ...(body && { body: JSON.stringify(body) }),
      }),
    );
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response.json();
  }
}
