import type { Challenge } from '@mx-member/machine/step';
import type { Playground } from '../playground.ts';
import type { Run } from './run.ts';

/** The shortest time before a question is answered, in ms. */
const LOOK = 800;

/** A word of the bank as the answer to a question. For a question with options, another word chooses a wrong option. */
function answerOf({ guid, options }: Challenge, word: string) {
  const isOption = options.length === 0 || options.some(({ value }) => value === word);
  const wrong = options.find(({ value }) => value !== 'correct')?.value ?? word;
  return { guid, value: isOption ? word : wrong };
}

/** Repeats a run, at the same times of the page. */
export class RunReplay {
  readonly #page: Playground;
  readonly #run: Run;
  #from = 0;
  #rounds = 0;
  #decided = 0;
  #prompt = 0;
  #isWaiting = false;

  constructor(page: Playground, run: Run) {
    this.#page = page;
    this.#run = run;
  }

  async start(): Promise<void> {
    const { scenario, password, turned } = this.#run;
    const page = this.#page;
    page.setFaults([]);
    await page.startOver();
    await page.choose(scenario);
    const [first, ...later] = turned;
    if (first) page.setFaults(first[1]);
    const values = page.state.fields.map(({ guid, fieldName }) => [
      guid,
      fieldName === 'LOGIN' ? 'mxuser' : password,
    ]);
    await page.login(Object.fromEntries(values));
    this.#from = Date.now();
    for (const [at, faults] of later) setTimeout(() => page.setFaults(faults), at);
  }

  /** Looks at the page and answers its questions. */
  look(): void {
    const { scene, connection, bankPage } = this.#page.state;
    if (this.#from === 0 || !scene || this.#isWaiting) return;
    const { needs, prompt, challenges } = scene.view;
    if (needs === 'authorization') this.#visit(bankPage !== null);
    const round = this.#run.rounds[this.#rounds];
    if (needs !== 'answers' || prompt === this.#prompt || !round) return;
    const [at, words] = round;
    this.#later(at, () => {
      this.#rounds += 1;
      this.#prompt = prompt;
      const answers = challenges.map((one, index) => answerOf(one, words[index] ?? 'other'));
      void connection?.answer({ answers, prompt });
    });
  }

  #visit(isOpen: boolean): void {
    const next = this.#run.decisions[this.#decided];
    if (!next) return;
    const [at, decision] = next;
    this.#later(at, () => {
      if (!isOpen) return this.#page.state.connection?.openBank();
      this.#decided += 1;
      void this.#page.decide(decision);
    });
  }

  #later(at: number, act: () => void): void {
    this.#isWaiting = true;
    const wait = Math.max(LOOK, this.#from + at - Date.now());
    setTimeout(() => {
      this.#isWaiting = false;
      act();
    }, wait);
  }
}
