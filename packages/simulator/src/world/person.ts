import { type AttackedBank, credentialsOf, type Owned } from './attacked-bank.ts';
import type { Persona } from './cast.ts';
import { type Answering, habitOf, sentBy } from './habits.ts';
import { sleepFor } from './sleep-for.ts';
import {
  type AskedQuestion,
  type GivenValue,
  type PersonToConnect,
  type SeenByPerson,
  ServerRefused,
  type UserPart,
} from './user.ts';

/** How often a page asks for the status, in ms. No faster than MX allows, because some servers pass each request on to MX. */
const LOOK = 3_000;
/** How long a person thinks about an answer, in ms. */
const THINK = 1_000;
/** How long after the expiry a late person answers, in ms. */
const LATE = 20_000;
/** How long a person waits for the reply to a start before reading the status, in ms of real time. */
const PATIENCE = 10_000;

export interface PersonOptions {
  readonly persona: Persona;
  readonly owned: Owned;
  readonly answers: Answering;
  readonly user: UserPart;
  readonly bank: AttackedBank;
  readonly speed: number;
  /** Aborts when the scenario ends. */
  readonly signal: AbortSignal;
}

/** One person who uses the page of the server. */
class Visitor {
  readonly #options: PersonOptions;
  readonly #person: number;
  readonly #seen = new Set<string>();
  readonly #answered = new Set<string>();
  #owned: Owned;
  #isGone = false;

  constructor(options: PersonOptions) {
    this.#options = options;
    this.#person = options.persona.number;
    this.#owned = options.owned;
  }

  async visit(): Promise<void> {
    const { persona, signal } = this.#options;
    for (const [index, password] of persona.passwords.entries()) {
      if (this.#isGone || signal.aborted) return;
      const isNew = index > 0;
      if (isNew) await this.#pause(2 * THINK);
      await this.#try(password, isNew);
    }
  }

  async #try(password: string, isNew: boolean): Promise<void> {
    const { persona, user, bank } = this.#options;
    const person = (): PersonToConnect => ({
      ...this.#owned,
      institutionCode: 'mxbank',
      username: persona.username,
      password,
      credentials: isNew ? credentialsOf(persona.username, password) : null,
    });
    bank.recorder.person({ person: this.#person, type: 'starts', hasNewPassword: isNew });
    const hasStarted = await this.#start(() => user.start(person()));
    if (!hasStarted) return;
    // People start at different times. Otherwise a server that passes requests on would look like a herd.
    await this.#pause(500 * (this.#person - 1));
    await this.#look(person);
  }

  /** @returns Whether the server accepted the start, or has not answered yet. */
  async #start(call: () => Promise<Partial<Owned> | undefined>): Promise<boolean> {
    const { bank } = this.#options;
    const late = new AbortController();
    try {
      const started = await Promise.race([call(), sleepFor(PATIENCE, late.signal)]);
      if (started) this.#owned = { ...this.#owned, ...started };
      const member = bank.numberOf(this.#owned.memberGuid);
      if (member !== null) bank.recorder.person({ person: this.#person, type: 'started', member });
      return true;
    } catch (error) {
      if (!(error instanceof ServerRefused)) throw error;
      this.#noteRefusal('start', error);
      return false;
    } finally {
      late.abort();
    }
  }

  #noteRefusal(what: 'start' | 'answer', { status }: ServerRefused): void {
    this.#options.bank.recorder.person({ person: this.#person, type: 'refused', what, status });
  }

  async #look(person: () => PersonToConnect): Promise<void> {
    const { user, bank, signal } = this.#options;
    while (!signal.aborted && !this.#isGone) {
      const seen = await this.#status(() => user.status(person()));
      for (const { guid } of seen.questions)
        if (!this.#seen.has(guid)) {
          this.#seen.add(guid);
          bank.recorder.person({ person: this.#person, type: 'sees', question: guid });
        }
      await this.#respond(seen.questions, person);
      if (seen.state === 'connected' || seen.state === 'failed') {
        bank.recorder.person({ person: this.#person, type: 'learns', end: seen.state });
        return;
      }
      if (!this.#isGone) await this.#pause(LOOK);
    }
  }

  /** Asks for the status, and asks again without a reply. */
  async #status(call: () => Promise<SeenByPerson>): Promise<SeenByPerson> {
    this.#options.bank.recorder.look(this.#person);
    try {
      return await call();
    } catch (error) {
      if (error instanceof ServerRefused) return { state: 'working', questions: [] };
      throw error;
    }
  }

  async #respond(
    questions: readonly AskedQuestion[],
    person: () => PersonToConnect,
  ): Promise<void> {
    const { answers, bank, persona } = this.#options;
    const habit = habitOf(answers);
    const open = questions.filter(({ guid }) => !this.#answered.has(guid));
    if (open.length === 0) return;
    if (habit.leaves) {
      this.#isGone = true;
      bank.recorder.person({ person: this.#person, type: 'leaves' });
    }
    if (habit.to === null) return;
    if (habit.isLate) await this.#waitForExpiry(person);
    else await this.#pause(THINK);
    const isFirst = this.#answered.size === 0;
    for (const { guid } of open) this.#answered.add(guid);
    if (habit.to === 'mx') return bank.answerElsewhere(this.#owned.memberGuid);
    const typed = (isRight: boolean) => (isRight ? persona.answer : persona.wrongAnswer);
    const sent = sentBy(habit, open, typed, isFirst);
    await Promise.all(sent.map((values) => this.#answer(person(), values)));
  }

  async #answer(person: PersonToConnect, values: readonly GivenValue[]): Promise<void> {
    const { bank, user } = this.#options;
    const questions = values.map(({ guid }) => guid);
    bank.recorder.person({ person: this.#person, type: 'answers', questions });
    try {
      await user.answer(person, values);
    } catch (error) {
      if (!(error instanceof ServerRefused)) throw error;
      this.#noteRefusal('answer', error);
    }
  }

  /** Waits until the question has expired. The page stays open, so it still asks for the status. */
  async #waitForExpiry(person: () => PersonToConnect): Promise<void> {
    const { bank, user, signal } = this.#options;
    const look = async () => {
      await this.#status(() => user.status(person()));
      await this.#pause(LOOK);
    };
    while (bank.standing(this.#owned.memberGuid).status === 'CHALLENGED' && !signal.aborted)
      await look();
    const expired = bank.recorder.now;
    while (bank.recorder.now < expired + LATE && !signal.aborted) await look();
  }

  async #pause(ms: number): Promise<void> {
    const { speed, signal } = this.#options;
    await sleepFor(ms / speed, signal);
  }
}

/** Lets a person connect. It ends when the person has seen the outcome or has left, or when the scenario ends. */
export const visit = (options: PersonOptions): Promise<void> => new Visitor(options).visit();
