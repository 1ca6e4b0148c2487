import { CliError, EXIT, type ExitCode } from '../common/errors.ts';
import { type Io, jsonLine } from '../common/io.ts';
import type { BackupSettings } from './options.ts';

/** Why a copy was not made, by the status of an answer of the metrics port. */
const WHY: Readonly<Record<number, string>> = {
  401: 'serve refused the token: set MX_MEMBER_TOKEN to the token that serve uses.',
  404: 'This serve does not keep its members in a file, or it is still starting.',
  500: 'The copy could not be written. The log of serve has the reason.',
};

/** Why no answer came. Some ports are reserved, and `fetch` calls none of them. */
const unreached = (port: number, thrown: unknown): string =>
  Object(Object(thrown).cause).message === 'bad port'
    ? `Port ${port} is reserved for another protocol, so it cannot be called. Start serve with another --metrics-port, such as 9464.`
    : `Nothing listens on port ${port}. Start serve with --metrics-port ${port}.`;

/** Asks a running serve for a copy of its members. */
export async function backup(
  { metricsPort, token, json }: BackupSettings,
  { stdout, signal }: Io,
): Promise<ExitCode> {
  const response = await fetch(`http://127.0.0.1:${metricsPort}/backup`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: '{}',
    signal,
  }).catch((thrown) => {
    signal.throwIfAborted();
    throw new CliError(unreached(metricsPort, thrown), 'unavailable');
  });
  const { file, error } = Object(await response.json().catch(() => null)) as {
    readonly file?: unknown;
    readonly error?: unknown;
  };
  if (!response.ok || typeof file !== 'string')
    throw new CliError(
      (typeof error === 'string' && WHY[response.status]) ||
        `Port ${metricsPort} takes no backups. Give the --metrics-port of serve.`,
      'unavailable',
    );
  stdout.write(json ? jsonLine({ file }) : `${file}\n`);
  return EXIT.done;
}
