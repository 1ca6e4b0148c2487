import { setTimeout as wait } from 'node:timers/promises';
import { createMx, type Mx } from '@mx-member/adapters/mx';
import type { BareView } from '@mx-member/machine/hosting';
import { type MemberId, statusOf } from '@mx-member/machine/step';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { createMember } from '../support/new-member.ts';
import { credentials } from '../support/simulated.ts';
import type { ServedBank } from './bank.ts';
import type { Calls, Method, Reply } from './messages.ts';
import type { Outcome } from './outcome.ts';
import { Stillness } from './stillness.ts';

/** Calls a host. @returns `undefined` without a reply: then the call is repeated. */
export type Call = <Name extends Method>(
  method: Name,
  args: Parameters<Calls[Name]>,
) => Promise<Reply<Name> | undefined>;

/** The passwords and answers of people. One of each is drawn for each person. */
export interface People {
  readonly passwords: readonly string[];
  /** @default 'correct' */
  readonly values?: readonly string[];
  /**
   * Whether the host creates their members. A third of them have one already, whose password MX has refused. After a crash half
   * of them give up, so that the host must follow by itself what MX has created. @default false
   */
  readonly areNew?: boolean;
}

/** A member that a host follows, and how many logins it may have. */
interface Followed {
  readonly member: MemberId;
  readonly view: BareView;
  readonly logins: number;
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

/** The pause before a call is repeated, and how long a request of a killed process may take to arrive, in ms. */
const AGAIN = 20;
const ON_THE_WAY = 500;

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
    const password = this.#pick(people.passwords);
    const begun = await (people.areNew ? this.#create(password) : this.#start(password));
    if (begun === null) this.#running -= 1;
    if (!begun) return;
    const { member, logins } = begun;
    const view = await this.#live(begun, this.#pick(people.values));
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
    this.#logins += Math.max(0, started - logins);
  }

  /** @returns `undefined` if the people are stuck. */
  async #start(password: string): Promise<Followed | undefined> {
    const member = await createMember(this.#mx, password);
    const view = await this.#insist('start', { member, job: 'aggregate' });
    return view && { member, view, logins: 1 };
  }

  /** @returns `undefined` if the people are stuck; `null` if the person has given up before MX got anything. */
  async #create(password: string): Promise<Followed | undefined | null> {
    const { bank } = this.#options.bank.simulator;
    const login = { institutionCode: 'mxbank', credentials: credentials(password) };
    const { userGuid } = await this.#mx.createUser();
    const isBroken = this.#options.random() < 1 / 3;
    if (isBroken) {
      const refused = { ...login, credentials: credentials('simulate:DENIED') };
      const { member } = await this.#mx.createMember({ userGuid, ...refused });
      while (bank.member(member.memberGuid).job) await wait(AGAIN);
    }
    const logins = isBroken ? 2 : 1;
    while (!this.#stillness.isOver) {
      const made = await this.#options.call('create', [
        { userGuid, id: `of-${userGuid}`, ...login },
      ]);
      if (made?.state === 'following') return { ...made, logins };
      if (!made && this.#options.random() < 0.5) break;
      await wait(AGAIN);
    }
    await wait(ON_THE_WAY);
    const [found] = bank.members(bank.user(userGuid)).values();
    const starts = found?.received.starts.filter(({ result }) => result === 'started') ?? [];
    if (!found || starts.length < logins) return null;
    const member = { userGuid, memberGuid: found.guid };
    const view = await this.#insist('view', member);
    return view && { member, view, logins };
  }

  /** @returns The last view; `undefined` if the people are stuck. */
  async #live({ member, view: first }: Followed, value: string): Promise<BareView | undefined> {
    const answered = new Set<number>();
    let view: BareView | undefined = first;
    while (view && !view.outcome) {
      const { needs, challenges, prompt, revision }: BareView = view;
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
    ...args: Parameters<Calls[Name]>
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
