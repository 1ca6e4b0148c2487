import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { BackendEvidence, Leak } from '../evidence/evidence.ts';
import { type Cast, secretsOfCast, withoutSecrets } from './cast.ts';

/** How many lines are kept for the person who looks for a mistake. */
const KEPT = 15;
/** A secret that is printed again and again is reported so many times. */
const MOST_LEAKS = 20;

/** Looks for secrets in what a server prints. No line is kept with a secret in it. */
export class OutputWatch {
  readonly #cast: Cast;
  readonly #leaks: Leak[] = [];
  readonly #last: string[] = [];
  #lines = 0;

  constructor(cast: Cast) {
    this.#cast = cast;
  }

  /** Reads a stream to its end. Lines are counted from 1, also where the server was started again. */
  read(stream: Readable, name: Leak['stream'], counter: { line: number }): void {
    createInterface({ input: stream }).on('line', (text) => {
      counter.line += 1;
      this.line(text, name, counter.line);
    });
  }

  line(text: string, stream: Leak['stream'], line: number): void {
    this.#lines += 1;
    const kinds = new Set(
      secretsOfCast(this.#cast)
        .filter((secret) => text.includes(secret.text))
        .map(({ kind }) => kind),
    );
    for (const kind of kinds)
      if (this.#leaks.length < MOST_LEAKS) this.#leaks.push({ stream, line, kind });
    this.#last.push(withoutSecrets(text, this.#cast));
    if (this.#last.length > KEPT) this.#last.shift();
  }

  /** The last lines, without secrets. */
  get lastLines(): readonly string[] {
    return this.#last;
  }

  get found(): NonNullable<BackendEvidence['output']> {
    return { lines: this.#lines, leaks: this.#leaks };
  }
}
