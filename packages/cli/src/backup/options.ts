import { CliError } from '../common/errors.ts';
import { type CommandSpec, type GivenOptions, wholeNumberOf } from '../common/options.ts';

/** What `backup` is given, as the parser and the help know it. */
export const BACKUP_COMMAND = {
  about: 'Copy the members of a running serve, which keeps them in a file.',
  options: {
    'metrics-port': { value: 'number', about: 'The --metrics-port of serve.' },
    json: { about: 'Print the name of the copy as one line of JSON.' },
  },
  notes: [
    'The copy is put beside the file of the members, and only its owner may read it. It has everything that was kept before. Start serve with --file on a copy of it to restore the members.',
    'It sends MX_MEMBER_TOKEN where serve needs it. Members in PostgreSQL are copied by its own tools.',
    'Exit codes: 0 copied, 1 nobody listens or it could not be written, 2 wrong usage.',
  ],
  examples: ['mx-member backup --metrics-port 9464'],
} as const satisfies CommandSpec;

export interface BackupSettings {
  readonly metricsPort: number;
  readonly token: string | undefined;
  readonly json: boolean;
}

/**
 * What `backup` is to do.
 * @throws {CliError} that names the option and what was expected.
 */
export function backupSettings(
  given: GivenOptions,
  { MX_MEMBER_TOKEN: token }: Readonly<Record<string, string | undefined>>,
): BackupSettings {
  if (!given.has('metrics-port'))
    throw new CliError('backup needs --metrics-port: the port of serve that has its metrics.');
  const metricsPort = wholeNumberOf(given, 'metrics-port', 65_535, 0);
  return { metricsPort, token: token || undefined, json: given.has('json') };
}
