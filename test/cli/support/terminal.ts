import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';

/** A terminal made of streams. @param size The columns and rows that it reports; `undefined` for none. */
export function terminal({ size }: { readonly size: number | undefined } = { size: 80 }) {
  /** The raw modes of its keyboard, in order. */
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
    // The parts of a terminal that a command uses.
    input: keyboard as unknown as ReadStream,
    output: screen as unknown as WriteStream,
    modes,
    /** Everything that was written since the last call, without escape sequences. */
    shown: () => stripVTControlCharacters(String(screen.read() ?? '')),
  };
}
