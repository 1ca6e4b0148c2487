import { type Io, mustBeStill } from '../common/io.ts';
import { createProgressBar, type ProgressBar } from '../common/progress-bar.ts';
import { sizeOfFile } from './input.ts';

const MEGABYTE = 1_000_000;
/** The shortest time between two pictures of the bar, in ms. */
const REDRAW = 250;

/** How much of a file has been replayed, in the last line of a terminal. */
export class ReplayProgress {
  readonly #bar: ProgressBar | null;
  #size: number | null = null;
  #read = 0;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #isDrawn = false;

  /** @param isWanted `false` where the output is long anyway. */
  constructor({ stderr, env }: Io, isWanted: boolean) {
    this.#bar = isWanted && stderr.isTTY && !mustBeStill(env) ? createProgressBar(stderr) : null;
  }

  /** Begins with a file. */
  async begin(file: string): Promise<void> {
    this.#size = this.#bar && (await sizeOfFile(file));
    this.#read = 0;
  }

  /** Notes lines that were read, with the number of the last one. */
  note(lines: readonly (readonly [number: number, line: string])[]): void {
    const last = lines.at(-1);
    if (!this.#bar || this.#size === null || !last) return;
    for (const [, line] of lines) this.#read += line.length + 1;
    const now = performance.now();
    if (now - this.#drawnAt < REDRAW) return;
    this.#drawnAt = now;
    this.#isDrawn = true;
    // Texts with letters beyond ASCII have more bytes than characters.
    const of = Math.max(1, Math.ceil(Math.max(this.#size, this.#read) / MEGABYTE));
    const done = Math.floor(this.#read / MEGABYTE);
    this.#bar.draw(done, of, `MB, ${last[0]} lines`);
  }

  /** Removes the bar before something is written. */
  clear(): void {
    if (this.#isDrawn) this.#bar?.clear();
    this.#isDrawn = false;
  }
}
