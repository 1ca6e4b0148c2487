import { CliError } from './errors.ts';

/** Why a port could not be had, if that is what happened. */
export function portError(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
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
