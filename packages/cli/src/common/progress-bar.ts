import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { unicodeOr } from '@clack/prompts';

const [FULL, EMPTY] = [unicodeOr('█', '#'), unicodeOr('░', '-')];
const WIDTH = 30;

/** A progress bar in the last line of a terminal. */
export interface ProgressBar {
  draw(done: number, of: number, about: string): void;
  clear(): void;
}

export function createProgressBar(output: WriteStream): ProgressBar {
  const clear = () => {
    cursorTo(output, 0);
    clearLine(output, 0);
  };
  return {
    clear,
    draw(done, of, about) {
      const filled = Math.round((WIDTH * done) / of);
      const bar = styleText('green', FULL.repeat(filled)) + EMPTY.repeat(WIDTH - filled);
      const text = `  ${done} of ${of}  ${about}`;
      clear();
      // A line that wraps cannot be removed.
      output.write(bar + text.slice(0, Math.max(0, output.columns - WIDTH - 1)));
    },
  };
}
