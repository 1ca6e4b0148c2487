import type { WriteStream } from 'node:tty';
import { HostError, MxError } from '@mx-member/machine';
import { writeTo } from './wrap.ts';

/** Exit codes. For a signal the code is 128 plus its number, as is usual on Unix. */
export const EXIT = {
  /** The member is connected, or the work is done. */
  done: 0,
  failed: 1,
  usage: 2,
  /** MX could not be read, so the result is unknown. */
  unread: 3,
  hungUp: 129,
  interrupted: 130,
  pipeClosed: 141,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of each error that a person can fix. Programs read its name. */
const EXIT_OF = {
  usage: EXIT.usage,
  /** MX asked a question, and nobody could answer it. */
  unanswered: EXIT.usage,
  /** The command under test does not speak the protocol. */
  protocol: EXIT.usage,
  /** This computer lacks something, such as a free port or disk space. */
  unavailable: EXIT.failed,
  /** MX could not be read. */
  unread: EXIT.unread,
} as const satisfies Record<string, ExitCode>;
export type CliErrorCode = keyof typeof EXIT_OF;

/** An error that the person can fix. Only its message is shown, without a stack trace. */
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

/** The `reason` of the run's `AbortSignal`, after a signal or an error has ended the run early. */
export class Interrupt extends Error {
  override readonly name = 'Interrupt';
  readonly exitCode: ExitCode;

  /** @param cause The error that ended the run, already reported. Without one, a person ended the run. */
  constructor(exitCode: ExitCode, cause?: unknown) {
    super('The run was interrupted.', { cause });
    this.exitCode = exitCode;
  }
}

/** An error, as it is printed. */
interface Explanation {
  /** The name for programs; the README lists all of them. */
  readonly error:
    | CliError['code']
    | MxError['code']
    | HostError['code']
    | 'interrupted'
    | 'unexpected';
  /** The sentence for people. */
  readonly message: string;
  /** The exit code of the process. */
  readonly exitCode: ExitCode;
}

/** Puts an error into words. */
export function explainError(error: unknown): Explanation {
  if (error instanceof CliError)
    return { error: error.code, message: error.message, exitCode: error.exitCode };
  if (error instanceof MxError || error instanceof HostError)
    return { error: error.code, message: error.message, exitCode: EXIT.failed };
  if (error instanceof Interrupt)
    return error.cause === undefined
      ? { error: 'interrupted', message: error.message, exitCode: error.exitCode }
      : explainError(error.cause);
  return {
    error: 'unexpected',
    message: `Something unexpected went wrong (${error instanceof Error ? error.message : 'no details'}). Run it again with DEBUG=1 to see more, and report it.`,
    exitCode: EXIT.failed,
  };
}

/** The parts of the process that {@link reportError} uses. */
interface ErrorOutput {
  readonly stderr: Pick<WriteStream, 'isTTY' | 'columns' | 'write'>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Prints what went wrong to the standard error, with the stack trace if `DEBUG` is set. */
export function reportError(error: unknown, { stderr, env }: ErrorOutput): ExitCode {
  const { message, exitCode } = explainError(error);
  writeTo(stderr)(`mx-member: ${message}\n`);
  if (env.DEBUG && error instanceof Error) stderr.write(`${error.stack}\n`);
  return exitCode;
}

/** The code of a system error, such as `ENOENT`. An error without one has its message. */
export function systemCode(error: unknown): string {
  const { code, message } = Object(error) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  return typeof code === 'string' ? code : String(message || 'no details');
}

/** The error for the file of an option, if it cannot be read or written. It names the file and the reason. */
export function fileError(
  option: string,
  file: string,
  { done, error }: { readonly done: 'read' | 'written' | 'opened'; readonly error: unknown },
  code?: CliErrorCode,
): CliError {
  const advice =
    done === 'read' ? '' : ' Name a file in a folder that exists and that you may write to.';
  return new CliError(
    `--${option}: ${file} cannot be ${done} (${systemCode(error)}).${advice}`,
    code,
  );
}

/**
 * What to do after a request that was never sent, because its port belongs to another protocol; `null` after any other failure.
 * @param code The code of the failure, from {@link systemCode}.
 * @param option The option that has the address.
 */
export const portAdvice = (code: string, { port }: URL, option: string): string | null =>
  code === 'bad port'
    ? `Port ${port} is reserved for another protocol, so no request is sent to it. Give --${option} another port.`
    : null;

/**
 * The error of a server that cannot listen. If the port is the reason, the error says so and what to do.
 * @param option The option that chooses the port.
 */
export function portError(error: unknown, port: number, option = '--port'): unknown {
  const code = systemCode(error);
  if (code === 'EADDRINUSE')
    return new CliError(
      `Port ${port} is in use: choose another with ${option}, or any free one with ${option} 0.`,
      'unavailable',
    );
  if (code === 'EACCES')
    return new CliError(
      `Port ${port} needs more rights than this user has: choose a port from 1024 up with ${option}.`,
      'unavailable',
    );
  return error;
}
