import { credentials } from '../support/simulated.ts';

/** What the person types. MX gets what the simulated bank understands, and nobody else may ever show it. */
export class Secrets {
  /** Everything typed, and what it means for the bank. */
  readonly #meanings = new Map<string, string>([['canary-user', 'mxuser']]);

  /** A password that means a script of the bank. The same name is the same password. */
  login(script: string, name: string) {
    const password = `canary-password-${name}`;
    this.#meanings.set(password, script);
    return credentials(password, 'canary-user');
  }

  /** A right answer, or a wrong one. */
  answer(isRight: boolean): string {
    const value = `canary-answer-${isRight ? 'right' : 'wrong'}`;
    this.#meanings.set(value, isRight ? 'correct' : 'incorrect');
    return value;
  }

  /** Credentials as the bank understands them. */
  understood(filled: ReturnType<typeof credentials>): ReturnType<typeof credentials> {
    return filled.map(({ guid, value }) => ({ guid, value: this.forMx(value) }));
  }

  /** A request as the bank understands it. */
  forMx(text: string): string {
    let told = text;
    for (const [canary, meaning] of this.#meanings) told = told.replaceAll(canary, meaning);
    return told;
  }
}
