import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';

/** A terminal made of streams. @param size How many columns and rows it says that it has; some say nothing. */
export function terminal({ size }: { readonly size: number | undefined } = { size: 80 }) {
  /** The raw modes that its keyboard was put into. */
  const modes: boolean[] = [];
  const setRawMode = (mode: boolean) => void modes.push(mode);
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
  const screen = Object.assign(new PassThrough({ encoding: 'utf8' }), {
    isTTY: true,
    columns: size,
    rows: size,
  });
  return {
    keyboard,
    screen,
    // All that a command uses of a terminal.
    input: keyboard as unknown as ReadStream,
    output: screen as unknown as WriteStream,
    modes,
    /** What was written since it was asked last, without the sequences that move and colour. */
    shown: () => stripVTControlCharacters(String(screen.read() ?? '')),
  };
}
