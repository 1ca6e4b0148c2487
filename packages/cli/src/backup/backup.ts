import { CliError, EXIT, type ExitCode, portAdvice, systemCode } from '../common/errors.ts';
import { type Io, jsonLine } from '../common/io.ts';
import type { BackupSettings } from './options.ts';

/** Why a copy was not made, by the status of an answer of the metrics port. */
const WHY: Readonly<Record<number, string>> = {
  401: 'serve refused the token: set MX_MEMBER_TOKEN to the token that serve uses.',
  404: 'This serve does not keep its members in a file, or it is still starting.',
  500: 'The copy could not be written. The log of serve has the reason.',
};

/** Asks a running serve for a copy of its members. */
export async function backup(
  { metricsPort, token, json }: BackupSettings,
  { stdout, signal }: Io,
): Promise<ExitCode> {
  const url = new URL(`http://127.0.0.1:${metricsPort}/backup`);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: '{}',
    signal,
  }).catch((thrown) => {
    signal.throwIfAborted();
    throw new CliError(
      portAdvice(systemCode(Object(thrown).cause ?? thrown), url, 'metrics-port') ??
        `Nothing listens on port ${metricsPort}. Start serve with --metrics-port ${metricsPort}.`,
      'unavailable',
    );
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
