import { CliError } from '../common/errors.ts';
import { type CommandSpec, type GivenOptions, wholeNumberOf } from '../common/options.ts';

/** The options of `backup`, for the parser and the help. */
export const BACKUP_COMMAND = {
  about: 'Back up the member file of a serve that is running.',
  options: {
    'metrics-port': { value: 'number', about: 'The --metrics-port of serve.' },
    json: { about: 'Print the name of the copy as one line of JSON.' },
  },
  notes: [
    'The backup is written beside the member file, and only its owner can read it. It holds everything that serve had saved when the backup began. To restore it, copy it and start serve with --file on the copy.',
    'If serve needs a token, set MX_MEMBER_TOKEN here too. For members in PostgreSQL, use the backup tools of PostgreSQL.',
    'Exit codes: 0 copied, 1 serve was not reached or the copy could not be written, 2 wrong usage.',
  ],
  examples: ['mx-member backup --metrics-port 9464'],
} as const satisfies CommandSpec;

export interface BackupSettings {
  readonly metricsPort: number;
  readonly token: string | undefined;
  readonly json: boolean;
}

/**
 * Reads the settings of `backup`.
 * @throws {CliError} that names the option and what was expected.
 */
export function backupSettings(
  given: GivenOptions,
  { MX_MEMBER_TOKEN: token }: Readonly<Record<string, string | undefined>>,
): BackupSettings {
  if (!given.has('metrics-port'))
    throw new CliError('--metrics-port is missing: give the --metrics-port of the running serve.');
  const metricsPort = wholeNumberOf(given, 'metrics-port', 65_535, 0);
  if (metricsPort === 0)
    throw new CliError(
      '--metrics-port must be the port on which serve listens, which its log names. Nothing listens on port 0.',
    );
  return { metricsPort, token: token || undefined, json: given.has('json') };
}
