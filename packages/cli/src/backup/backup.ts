import { CliError, EXIT, type ExitCode } from '../common/errors.ts';
import { type Io, jsonLine } from '../common/io.ts';
import type { BackupSettings } from './options.ts';

/** Why a copy was not made, by the status of the answer. */
const WHY: Readonly<Record<number, string>> = {
  401: 'MX_MEMBER_TOKEN must be the token of serve.',
  404: 'This serve keeps its members in no file, or is still starting.',
  500: 'The copy could not be written: the log of serve says why.',
};

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
  }).catch(() => {
    signal.throwIfAborted();
    throw new CliError(`Nobody listens on port ${metricsPort}.`, 'unavailable');
  });
  const { file } = Object(await response.json().catch(() => null)) as { readonly file?: unknown };
  if (!response.ok || typeof file !== 'string')
    throw new CliError(
      WHY[response.status] ?? `Something else than serve listens on port ${metricsPort}.`,
      'unavailable',
    );
  stdout.write(json ? jsonLine({ file }) : `${file}\n`);
  return EXIT.done;
}
