import type { ReadStream, WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import type { ExitCode } from './errors.ts';
import type { Keys } from './mx-keys.ts';

/** The parts of the process that a command uses. */
export interface Io {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  readonly env: Keys & Readonly<Record<string, string | undefined>>;
  /** Aborts with an `Interrupt` when the run has to stop early. */
  readonly signal: AbortSignal;
  /** Stops the run early. */
  readonly interrupt: (exitCode: ExitCode) => void;
}

/**
 * Whether nothing on the screen may move, because the terminal cannot move its cursor, or the person wants it so. Screen
 * readers read lines in order.
 */
export const mustBeStill = ({ TERM, ACCESSIBLE }: Io['env']): boolean =>
  TERM === 'dumb' || Boolean(ACCESSIBLE);

/** Writes a text. */
export type Write = (text: string) => void;

/**
 * Escapes characters that JSON leaves as they are, but that control a terminal or break a line: control characters from
 * U+007F on, line separators, and marks that change the direction of text.
 */
export const escaped = (json: string): string =>
  json.replace(/[\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}/gu, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return `\\u${code.padStart(4, '0')}`;
  });

/** A line of a text from elsewhere that is safe to print: without escape sequences and control characters. */
export const plainLine = (text: string): string =>
  stripVTControlCharacters(text).replace(/\p{Cc}+|\p{Bidi_Control}+/gu, ' ');

/** A value as one line of JSON that is safe to print. */
export const jsonLine = (value: object): string => `${escaped(JSON.stringify(value))}\n`;
