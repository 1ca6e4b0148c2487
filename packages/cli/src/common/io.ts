import type { ReadStream, WriteStream } from 'node:tty';
import type { ExitCode } from './errors.ts';
import type { Keys } from './mx-keys.ts';

/** What a command has of the process. */
export interface Io {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  readonly env: Keys & Readonly<Record<string, string | undefined>>;
  /** Aborts with an `Interrupt` when the run is to be cut short. */
  readonly signal: AbortSignal;
  /** Cuts the run short. */
  readonly interrupt: (exitCode: ExitCode) => void;
}

/**
 * Whether nothing on the screen may move: the terminal cannot move its cursor, or the person has asked for it. Screen
 * readers read lines in their order.
 */
export const mustBeStill = ({ TERM, ACCESSIBLE }: Io['env']): boolean =>
  TERM === 'dumb' || Boolean(ACCESSIBLE);

/** Where text goes. */
export type Write = (text: string) => void;

/**
 * Escapes what JSON leaves as it is and what could steer a terminal or break a line: the control characters from U+007F
 * on, line separators, and marks that turn the direction of a text around.
 */
export const escaped = (json: string): string =>
  json.replace(/[\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}/gu, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return `\\u${code.padStart(4, '0')}`;
  });

/** A value as one line of JSON that is safe to print. */
export const jsonLine = (value: object): string => `${escaped(JSON.stringify(value))}\n`;
