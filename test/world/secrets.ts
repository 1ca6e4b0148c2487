import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { Words } from '../../packages/simulator/src/world/words.ts';
import { credentials } from '../support/simulated.ts';
import type { Plan } from './plan.ts';

/** The hash of credentials takes no time here, and has their text, so that it is found if it is ever stored. */
const HASHED = [...new TextEncoder().encode('canary')].join();

type Login = ReturnType<typeof credentials>;

const WRONG = ['DENIED', 'CREATED,DENIED', 'UPDATED,DENIED', 'CREATED,UPDATED,DENIED'] as const;

/** The logins that the person types, or their decisions at the bank's page: wrong ones, and then the right one. */
export class Passwords {
  readonly right: Login;
  #left: readonly Login[];

  constructor(
    { wrong, isSameAgain }: Pick<Plan, 'wrong' | 'isSameAgain'>,
    secrets: Secrets,
    rightScript: string,
  ) {
    const wrongOnes = Array.from({ length: wrong }, (_, index) => {
      const same = isSameAgain ? 0 : index;
      return secrets.login(`simulate:${WRONG[same % WRONG.length]}`, String(same));
    });
    this.right = secrets.login(rightScript, 'right');
    this.#left = [...wrongOnes, this.right];
  }

  /** How many have not been used. */
  get left(): number {
    return this.#left.length;
  }

  get next(): Login {
    return this.#left[0] ?? [];
  }

  /** Drops the next one, which has been used. */
  drop(): void {
    this.#left = this.#left.slice(1);
  }

  dropAll(): void {
    this.#left = [];
  }
}

/** What the person types, as canaries: the same name is the same word. */
export class Secrets {
  readonly words = new Words();
  readonly #users = {
    person: this.words.add('a password', 'canary-user', 'mxuser'),
    partner: this.words.add('a password', 'canary-partner', 'mxpartner'),
  };

  constructor() {
    for (const part of ['canary', HASHED]) this.words.add('a password', part);
    for (const key of [DEFAULT_API_KEY, btoa(`${DEFAULT_CLIENT_ID}:${DEFAULT_API_KEY}`)])
      this.words.add('the API key', key);
  }

  /** A password that means a script of the bank. */
  login(script: string, name: string, user: 'person' | 'partner' = 'person') {
    const password = this.words.add('a password', `canary-password-${name}`, script);
    return credentials(password, this.#users[user]);
  }

  /** A right answer, or a wrong one. */
  answer(isRight: boolean): string {
    const [name, means] = isRight ? ['right', 'correct'] : ['wrong', 'incorrect'];
    return this.words.add('an answer', `canary-answer-${name}`, means);
  }

  /** Credentials as the bank understands them. */
  understood(filled: Login): Login {
    return filled.map(({ guid, value }) => ({ guid, value: this.words.forBank(value) }));
  }
}
