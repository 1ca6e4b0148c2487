import type { PocketBank } from '../bank/pocket-bank.ts';

/**
 * A client as many people write it. It polls every second, repeats a request without a reply, starts again after a failure, and
 * takes the first CONNECTED for success. It runs against a copy of the bank, so it does no harm.
 */

const EVERY = 1_000;
/** The most times that it sends one answer, and that it logs in. */
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

/** What it did wrong, in the order in which it happened. */
export const NAIVE_HABITS = {
  hurry: 'It polls every second, even while MX asks it to wait or cannot be reached.',
  again: 'It sent an answer again, because no reply came. But MX already had the answer.',
  logins:
    'It logged in again without asking after a failure. After three refused logins MX stops trying.',
  first: 'It took the first CONNECTED for success, without proof that its own job had ended.',
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

  /** @param credentials The credentials of the run on the page, if they are words of the bank. */
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
