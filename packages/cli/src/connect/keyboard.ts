import type { ReadStream } from 'node:tty';

const CTRL_C = '\u0003';

/**
 * Takes the keyboard while nothing is asked: keys are neither shown nor kept, so that an impatient Enter does not answer
 * the next question; only Ctrl-C is read (a terminal in raw mode sends it as a key).
 * @returns A function that gives the keyboard back.
 */
export function holdKeyboard(input: ReadStream, onInterrupt: () => void): () => void {
  const onData = (keys: Buffer | string) => {
    if (String(keys).includes(CTRL_C)) onInterrupt();
  };
  input.setRawMode(true);
  input.on('data', onData);
  input.resume();
  return () => {
    input.off('data', onData);
    input.setRawMode(false);
    input.pause();
  };
}
