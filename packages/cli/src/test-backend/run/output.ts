import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { BackendEvidence, Leak } from '../evidence/evidence.ts';
import { type Cast, secretsOfCast, withoutSecrets } from './cast.ts';

/** How many lines are kept to help the person find a bug. */
const KEPT = 15;
/** The most leaks that are reported. */
const MOST_LEAKS = 20;

/** Looks for secrets in the output of a server. A kept line never contains a secret. */
export class OutputWatch {
  readonly #cast: Cast;
  readonly #leaks: Leak[] = [];
  readonly #last: string[] = [];
  #lines = 0;

  constructor(cast: Cast) {
    this.#cast = cast;
  }

  /** Reads a stream to its end. Lines are counted from 1, and the count goes on after a restart. */
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
