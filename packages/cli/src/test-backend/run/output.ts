import type { Readable } from 'node:stream';
import type { BackendEvidence, Leak, Words } from '@mx-member/simulator/world';

/** How many lines are kept to help the person find a bug. */
const KEPT = 15;
/** The most leaks that are reported. */
const MOST_LEAKS = 20;

/** What a stream has printed since its last line break. */
interface Rest {
  text: string;
  readonly name: Leak['stream'];
  readonly counter: { line: number };
}

/** What has come since the last line break is looked through when it is so long, in characters. */
const LONGEST = 2 ** 20;
/** No secret is longer. So much of a long line is looked at again with what comes after it. */
const OVERLAP = 4_096;

/** Looks for secrets in what a server prints. No line is kept with a secret in it. */
export class OutputWatch {
  readonly #words: Words;
  readonly #leaks: Leak[] = [];
  readonly #last: string[] = [];
  /** What each stream has printed since its last line break. */
  readonly #rests = new Map<Readable, Rest>();
  #lines = 0;

  constructor(words: Words) {
    this.#words = words;
  }

  /** Reads a stream to its end. Lines are counted from 1, and the count goes on after a restart. */
  read(stream: Readable, name: Leak['stream'], counter: { line: number }): void {
    const rest: Rest = { text: '', name, counter };
    this.#rests.set(stream, rest);
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest.text + chunk).split(/\r?\n/);
      rest.text = lines.pop() ?? '';
      for (const text of lines) {
        counter.line += 1;
        this.line(text, name, counter.line);
      }
      if (rest.text.length < LONGEST) return;
      this.#lookAt(rest.text, name, counter.line + 1);
      rest.text = rest.text.slice(-OVERLAP);
    });
  }

  line(text: string, stream: Leak['stream'], line: number): void {
    this.#lines += 1;
    this.#lookAt(text, stream, line);
    this.#last.push(this.#words.without(text));
    if (this.#last.length > KEPT) this.#last.shift();
  }

  #lookAt(text: string, stream: Leak['stream'], line: number): void {
    for (const kind of this.#words.kindsIn(text))
      if (this.#leaks.length < MOST_LEAKS) this.#leaks.push({ stream, line, kind });
  }

  /** The last lines, without secrets. */
  get lastLines(): readonly string[] {
    this.#endLines();
    return this.#last;
  }

  /** What was found so far. */
  get found(): NonNullable<BackendEvidence['output']> {
    this.#endLines();
    return { lines: this.#lines, leaks: this.#leaks };
  }

  /** Takes what no line break has followed for a line. */
  #endLines(): void {
    for (const rest of this.#rests.values()) {
      const { text, name, counter } = rest;
      if (text === '') continue;
      rest.text = '';
      counter.line += 1;
      this.line(text, name, counter.line);
    }
  }
}
