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
