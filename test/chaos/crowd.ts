import { setTimeout as wait } from 'node:timers/promises';
import { createMx, type Mx } from '@mx-member/adapters/mx';
import type { BareView, MemberHost } from '@mx-member/machine/hosting';
import { type MemberId, statusOf } from '@mx-member/machine/step';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { createMember } from '../support/new-member.ts';
import type { ServedBank } from './bank.ts';
import type { Method, Reply } from './messages.ts';
import type { Outcome } from './outcome.ts';
import { Stillness } from './stillness.ts';

/** Calls a host. @returns `undefined` without a reply: then the call is repeated. */
export type Call = <Name extends Method>(
  method: Name,
  args: Parameters<MemberHost[Name]>,
) => Promise<Reply<Name> | undefined>;

/** The passwords and answers of people. One of each is drawn for each person. */
export interface People {
  readonly passwords: readonly string[];
  /** @default 'correct' */
  readonly values?: readonly string[];
}

export interface CrowdOptions {
  readonly bank: ServedBank;
  readonly call: Call;
  readonly random: () => number;
  readonly people?: People;
  /** How long a person waits for another view before reading again, in ms. @default 2000 */
  readonly wait?: number;
}

const DEFAULT_PEOPLE: People = {
  passwords: ['simulate:text,token', 'simulate:token', 'simulate:token,LOCKED', 'correct'],
  values: ['correct', 'correct', 'correct', 'wrong'],
};

/** The pause before a call is repeated, in ms. */
const AGAIN = 20;

/** People with a member each. They start once, answer each question once, and repeat a call until it has a reply. */
export class Crowd {
  /** The number of lifecycles that have ended. */
  ended = 0;
  #running = 0;
  #answers = 0;
  #logins = 0;
  readonly #lost: string[] = [];
  readonly #options: Required<CrowdOptions>;
  readonly #mx: Mx;
  readonly #stillness = new Stillness();

  constructor(options: CrowdOptions) {
    this.#options = { wait: 2_000, people: DEFAULT_PEOPLE, ...options };
    this.#mx = createMx({
      clientId: DEFAULT_CLIENT_ID,
      apiKey: DEFAULT_API_KEY,
      environment: new URL(options.bank.url),
      // Only this version can create a member without a job.
      version: 'v20111101',
    });
  }

  /** Something has happened, so the people are not stuck. */
  move(): void {
    this.#stillness.move();
  }

  /** Runs `atOnce` lifecycles at a time while more are needed. Resolves when all have ended, or are stuck. */
  async run(atOnce: number, isNeeded: () => boolean): Promise<void> {
    const lane = async () => {
      while (!this.#stillness.isOver && isNeeded()) await this.#lifecycle();
    };
    await this.#stillness.watch(Promise.all(Array.from({ length: atOnce }, lane)));
  }

  /** What the people and the bank have seen. */
  found(): Pick<Outcome, 'answers' | 'twice' | 'logins' | 'lost' | 'stuck'> {
    const arrivals = [...this.#options.bank.arrivals.values()];
    return {
      answers: this.#answers,
      twice: arrivals.filter((times) => times > 1).length,
      logins: this.#logins,
      lost: this.#lost,
      stuck: this.#running,
    };
  }

  #pick(all: readonly string[] = ['correct']): string {
    return all[Math.floor(this.#options.random() * all.length)] as string;
  }

  async #lifecycle(): Promise<void> {
    const { bank, people } = this.#options;
    this.#running += 1;
    const member = await createMember(this.#mx, this.#pick(people.passwords));
    const view = await this.#live(member, this.#pick(people.values));
    if (!view) return;
    this.#running -= 1;
    this.ended += 1;
    const { outcome } = view;
    const end = outcome?.outcome === 'failed' ? outcome.reason : outcome?.outcome;
    const expected = endAt(bank, member);
    if (end !== expected) this.#lost.push(`${end} instead of ${expected}`);
    const { starts } = bank.simulator.bank.member(member.memberGuid).received;
    const started = starts.filter(({ result }) => result === 'started').length;
    if (started === 0) this.#lost.push(`${end} without a job`);
    this.#logins += Math.max(0, started - 1);
  }

  /** @returns The last view; `undefined` if the people are stuck. */
  async #live(member: MemberId, value: string): Promise<BareView | undefined> {
    const answered = new Set<number>();
    let view = await this.#insist('start', { member, job: 'aggregate' });
    while (view && !view.outcome) {
      const { needs, challenges, prompt, revision } = view;
      if (needs === 'answers' && !answered.has(prompt)) {
        this.#answers += 1;
        const tagged = `${value}#${this.#answers}`;
        const answers = challenges.map(({ guid }) => ({ guid, value: tagged }));
        view = (await this.#insist('answer', member, { answers, prompt }))?.view;
        answered.add(prompt);
      } else {
        view = await this.#insist('next', member, { revision, wait: this.#options.wait });
        // A host that has lost the answer asks again, and the person gives another one.
        if (view?.revision === revision) answered.clear();
      }
      if (view?.revision !== revision) this.move();
    }
    return view;
  }

  async #insist<Name extends Method>(
    method: Name,
    ...args: Parameters<MemberHost[Name]>
  ): Promise<Reply<Name> | undefined> {
    while (!this.#stillness.isOver) {
      const reply = await this.#options.call(method, args);
      if (reply !== undefined) return reply;
      await wait(AGAIN);
    }
    return undefined;
  }
}

/** The bank's end of the job, as the matching outcome. */
function endAt({ simulator }: ServedBank, { memberGuid }: MemberId): string | null | undefined {
  const { status, isBeingAggregated } = simulator.bank.member(memberGuid).shown;
  if (isBeingAggregated) return 'a job that runs';
  return status === 'CONNECTED' ? 'connected' : statusOf(status)?.reason;
}
