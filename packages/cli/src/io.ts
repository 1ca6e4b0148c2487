import type { ReadStream, WriteStream } from 'node:tty';
import type { ExitCode } from './errors.ts';
import type { Keys } from './keys.ts';

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

/** Where text goes. */
export type Write = (text: string) => void;
