import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters, styleText } from 'node:util';
import { unicodeOr } from '@clack/prompts';

const FRAMES = unicodeOr('◒◐◓◑', '•oO0');
const FRAME_MS = 100;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** A duration for people: `7 s`, `1 min 5 s`. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A moving line at the bottom of a terminal, with the time so far. */
export interface Spinner {
  /** Shows a text. If the line is already there, its time goes on. */
  spin(text: string): void;
  /**
   * Removes the line.
   * @returns How long the line was there, in ms; `null` without a line.
   */
  stop(): number | null;
}

/**
 * A spinner of our own. The spinner of the prompt library ends the process with exit code 0 on Ctrl-C.
 * @param isStill Whether nothing may move. Then the line is written once and stays.
 */
export function createSpinner(output: WriteStream, isStill: boolean): Spinner {
  let text = '';
  let since: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let frame = 0;

  const draw = () => {
    frame = (frame + 1) % FRAMES.length;
    const time = ` (${duration(performance.now() - (since ?? 0))})`;
    // A line that wraps cannot be removed.
    const room = Math.max(1, output.columns - 4 - time.length);
    const words = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    cursorTo(output, 0);
    clearLine(output, 0);
    output.write(`${styleText('magenta', FRAMES[frame] ?? '')}  ${words}${time}`);
  };

  return {
    spin(next) {
      const isNew = next !== text || since === null;
      text = stripVTControlCharacters(next);
      if (isStill) {
        if (isNew) output.write(`${text}\n`);
        since ??= performance.now();
        return;
      }
      if (since === null) {
        since = performance.now();
        output.write(HIDE_CURSOR);
        timer = setInterval(draw, FRAME_MS);
      }
      draw();
    },
    stop() {
      if (since === null) return null;
      const lasted = performance.now() - since;
      since = null;
      clearInterval(timer);
      if (!isStill) {
        cursorTo(output, 0);
        clearLine(output, 0);
        output.write(SHOW_CURSOR);
      }
      return lasted;
    },
  };
}
