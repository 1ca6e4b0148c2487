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

/** Something that the person can put right: its message is all that is shown, without a stack trace. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;

  /** @param message What happened, what was expected, what to do; never a key, a credential or an answer. */
  constructor(message: string, exitCode: ExitCode = EXIT.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Why a run was cut short: the signal that came. It travels as the `reason` of an `AbortSignal`. */
export class Interrupt extends Error {
  override readonly name = 'Interrupt';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode) {
    super('The run was interrupted.');
    this.exitCode = exitCode;
  }
}
