import { MxError } from '@mx-member/machine';

/** How the process ends, for a shell. Signals add their number to 128, as everywhere on Unix. */
export const EXIT = {
  /** Connected, or what was asked for is done. */
  done: 0,
  failed: 1,
  usage: 2,
  hungUp: 129,
  interrupted: 130,
  pipeClosed: 141,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a person can put right, by its name for programs, and how the process ends for it. */
const EXIT_OF = {
  usage: EXIT.usage,
  /** A question was asked, and nobody could answer. */
  unanswered: EXIT.usage,
  /** The command that is checked does not speak the protocol. */
  protocol: EXIT.usage,
  /** The machine does not give what is needed: a port, or room on its disk. */
  unavailable: EXIT.failed,
} as const satisfies Record<string, ExitCode>;
export type CliErrorCode = keyof typeof EXIT_OF;

/** Something that the person can put right: its message is all that is shown, without a stack trace. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;
  readonly exitCode: ExitCode;

  /** @param message What happened, what was expected, what to do; never a key, a credential or an answer. */
  constructor(message: string, code: CliErrorCode = 'usage') {
    super(message);
    this.code = code;
    this.exitCode = EXIT_OF[code];
  }
}

/** Why a run was cut short: the signal that came. It travels as the `reason` of an `AbortSignal`. */
export class Interrupt extends Error {
  override readonly name = 'Interrupt';
  readonly exitCode: ExitCode;

  /** @param cause The error that cut it short, which has been reported; without one, it was wanted. */
  constructor(exitCode: ExitCode, cause?: unknown) {
    super('The run was interrupted.', { cause });
    this.exitCode = exitCode;
  }
}

/** What is printed about an error. */
interface Explanation {
  /** Its name for programs, as the README lists them. */
  readonly error: CliError['code'] | MxError['code'] | 'interrupted' | 'unexpected';
  /** For a person. */
  readonly message: string;
  /** How the process ends for it. */
  readonly exitCode: ExitCode;
}

/** Puts an error into words. */
export function explainError(error: unknown): Explanation {
  if (error instanceof CliError)
    return { error: error.code, message: error.message, exitCode: error.exitCode };
  if (error instanceof MxError)
    return { error: error.code, message: error.message, exitCode: EXIT.failed };
  if (error instanceof Interrupt)
    return error.cause === undefined
      ? { error: 'interrupted', message: error.message, exitCode: error.exitCode }
      : explainError(error.cause);
  return {
    error: 'unexpected',
    message: `Something unexpected went wrong (${error instanceof Error ? error.message : 'no details'}). Run it with DEBUG=1 for more, and report it.`,
    exitCode: EXIT.failed,
  };
}

/** What {@link reportError} has of the process. */
interface ErrorOutput {
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Tells a person what went wrong, on the standard error; the stack trace only when `DEBUG` is set. */
export function reportError(error: unknown, { stderr, env }: ErrorOutput): ExitCode {
  const { message, exitCode } = explainError(error);
  stderr.write(`mx-member: ${message}\n`);
  if (env.DEBUG && error instanceof Error) stderr.write(`${error.stack}\n`);
  return exitCode;
}

/** The error of a server that cannot listen, in words where the port is why. */
export function portError(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE')
    return new CliError(
      `Port ${port} is in use: choose another with --port, or --port 0.`,
      'unavailable',
    );
  if (code === 'EACCES')
    return new CliError(
      `Port ${port} is not allowed: choose one from 1024 on with --port.`,
      'unavailable',
    );
  return error;
}
