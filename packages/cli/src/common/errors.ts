import { MxError } from '@mx-member/machine';

/** Exit codes. A signal adds its number to 128, as everywhere on Unix. */
export const EXIT = {
  /** Connected, or what was asked for is done. */
  done: 0,
  failed: 1,
  usage: 2,
  /** MX could not be read, so nothing is known. */
  unread: 3,
  hungUp: 129,
  interrupted: 130,
  pipeClosed: 141,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of each error that a person can put right. Programs read its name. */
const EXIT_OF = {
  usage: EXIT.usage,
  /** A question was asked, and nobody could answer it. */
  unanswered: EXIT.usage,
  /** The command that is checked does not speak the protocol. */
  protocol: EXIT.usage,
  /** This computer does not have what is needed, such as a port or disk space. */
  unavailable: EXIT.failed,
  /** MX could not be read. */
  unread: EXIT.unread,
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

/** A signal or an error has ended the run early. It travels as the `reason` of an `AbortSignal`. */
export class Interrupt extends Error {
  override readonly name = 'Interrupt';
  readonly exitCode: ExitCode;

  /** @param cause The error that ended the run, already reported. Without one, a person ended the run. */
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

/** Prints what went wrong to the standard error, with the stack trace if `DEBUG` is set. */
export function reportError(error: unknown, { stderr, env }: ErrorOutput): ExitCode {
  const { message, exitCode } = explainError(error);
  stderr.write(`mx-member: ${message}\n`);
  if (env.DEBUG && error instanceof Error) stderr.write(`${error.stack}\n`);
  return exitCode;
}

/** The code of an error of the system, such as `ENOENT`. */
export const systemCode = (error: unknown): string => String(Object(error).code ?? 'no details');

/** The error of a server that cannot listen, in words where the port is why. */
export function portError(error: unknown, port: number): unknown {
  const code = systemCode(error);
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
