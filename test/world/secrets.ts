import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { Words } from '../../packages/simulator/src/world/words.ts';
import { credentials } from '../support/simulated.ts';

/** The hash of credentials takes no time here, and has their text, so that it is found if it is ever stored. */
const HASHED = [...new TextEncoder().encode('canary')].join();

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
  understood(filled: ReturnType<typeof credentials>): ReturnType<typeof credentials> {
    return filled.map(({ guid, value }) => ({ guid, value: this.words.forBank(value) }));
  }
}
