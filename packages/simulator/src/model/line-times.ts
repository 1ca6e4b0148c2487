import type { Unexplained } from './explain.ts';

/** How far the clocks of two machines may differ, in ms. */
const NEAR = 1_000;

const timeOf = (ms: number): string => new Date(ms).toISOString();

/**
 * Compares when the lines of a member were written with when MX's replies came. A line is written after the reply in it,
 * and before the next reply comes. Only a clock that is set back can show otherwise, and the replies show that too.
 */
export class LineTimes {
  /** When the last reply came, or the first line was written. */
  #since: number | null = null;
  /** When the lines since then were written, the line with that reply included. */
  #written: number[] = [];

  /**
   * Reads the next line.
   *
   * @param repliedAt When the reply in this line came. `null` if it has none.
   */
  next(writtenAt: number, repliedAt: number | null): Unexplained | null {
    const since = this.#since ?? writtenAt;
    const lines = this.#written;
    this.#written = [...lines, writtenAt];
    this.#since = repliedAt ?? since;
    if (repliedAt === null) return null;
    this.#written = [writtenAt];
    const isSetBack = repliedAt < since - NEAR;
    const wrong = isSetBack
      ? undefined
      : lines.find((one) => one < since - NEAR || one > repliedAt + NEAR);
    if (wrong !== undefined)
      return {
        shown: `a line before it is of ${timeOf(wrong)}`,
        expected: [`from ${timeOf(since)} to ${timeOf(repliedAt)}`],
        beliefs: [],
      };
    return writtenAt < repliedAt - NEAR
      ? {
          shown: `its line is of ${timeOf(writtenAt)}`,
          expected: [`from ${timeOf(repliedAt)} on`],
          beliefs: [],
        }
      : null;
  }
}
