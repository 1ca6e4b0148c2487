import { readFile } from 'node:fs/promises';
import { createHost, type HostOptions, type HostStore } from '@mx-member/host';
import { openSqlite } from '@mx-member/host/sqlite';
import type { MemberHost } from '@mx-member/machine';
import { CliError } from '../common/errors.ts';
import type { RestateSettings } from './options.ts';

/** Where the members run: in this process and a file of it, or in Restate. */

export interface Members {
  open(options: Omit<HostOptions, 'store'>): Promise<MemberHost>;
  /** Instead of opening them. */
  close(): void | Promise<void>;
}

/** @throws {CliError} that names who has the file, or says that it cannot be used. */
function openStore(file: string): HostStore {
  try {
    return openSqlite(file);
  } catch (error) {
    const isSqlite = Object(error).code === 'ERR_SQLITE_ERROR';
    if (!isSqlite && error instanceof Error) throw new CliError(`--file: ${error.message}`);
    throw new CliError(
      '--file: it cannot be opened as a SQLite file. Name one in a folder that exists and is yours.',
      'unavailable',
    );
  }
}

export function membersInFile(file: string): Members {
  const store = openStore(file);
  return { open: (options) => createHost({ ...options, store }), close: () => store.close() };
}

/** It is installed by those alone who use it: with the SDK of Restate it is larger than the rest. */
async function loadRestate() {
  try {
    return await import('@mx-member/restate');
  } catch (error) {
    if (Object(error).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new CliError('--restate needs a package beside this one: npm install @mx-member/restate');
  }
}

/** @throws {CliError} when the package is missing, or the key cannot be used. */
export async function membersInRestate({ ingress, sealKey }: RestateSettings): Promise<Members> {
  const { createRestateHost, createSeal } = await loadRestate();
  const key = await readFile(sealKey, 'utf8').catch(() => {
    throw new CliError('--seal-key: the file cannot be read.', 'unavailable');
  });
  try {
    const seal = await createSeal(JSON.parse(key));
    return { open: async () => createRestateHost({ ingress, seal }), close: () => {} };
  } catch {
    throw new CliError(
      '--seal-key: the file must have the public key of createSealKeys, as JSON.',
      'unavailable',
    );
  }
}
