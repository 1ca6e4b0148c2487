import { Words } from '../../packages/simulator/src/world/words.ts';
import { credentials } from '../support/simulated.ts';

/** What the person types, as canaries: the same name is the same word. */
export class Secrets {
  readonly words = new Words();
  readonly #users = {
    person: this.words.add('a password', 'canary-user', 'mxuser'),
    partner: this.words.add('a password', 'canary-partner', 'mxpartner'),
  };

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
