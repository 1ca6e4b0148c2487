import { MxError } from '@mx-member/machine';
import { CliError, EXIT, type ExitCode, Interrupt } from './errors.ts';
import type { Io } from './io.ts';

/** What is printed about an error. */
interface Explanation {
  /**
   * Its name for programs: of a {@link CliError}, of an {@link MxError}, or one of two
   * more, which the README tells too.
   */
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

/** Tells a person what went wrong, on the standard error; the stack trace only when `DEBUG` is set. */
export function report(error: unknown, { stderr, env }: Pick<Io, 'stderr' | 'env'>): ExitCode {
  const { message, exitCode } = explainError(error);
  stderr.write(`mx-member: ${message}\n`);
  if (env.DEBUG && error instanceof Error) stderr.write(`${error.stack}\n`);
  return exitCode;
}
