import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import process from 'node:process';
import { createHost, type HostOptions } from '@mx-member/host';
import { openPostgres, type PostgresPool } from '@mx-member/host/postgres';
import { openSqlite, type SqliteStore } from '@mx-member/host/sqlite';
import type { MemberHost } from '@mx-member/machine';
import { CliError } from '../common/errors.ts';
import type { Io } from '../common/io.ts';
import { errorFields, type Log } from './log.ts';
import type { RestateSettings, ServeSettings } from './options.ts';

/** Where the members run: in this process and a file or a database of it, or in Restate. */

export interface Members {
  open(options: Omit<HostOptions, 'store'>): Promise<MemberHost>;
  /** Instead of opening them. */
  close(): void | Promise<void>;
  /** After they were closed. */
  readonly end: () => void | Promise<void>;
  /** Copies them into another file while they run. */
  readonly copy?: (path: string) => Promise<void>;
}

/** What members need of the process. */
export interface MembersOptions {
  readonly log: Log;
  /** Ends the wait for another process. */
  readonly signal: AbortSignal;
  readonly env: Io['env'];
  /** Another process has the members now. */
  readonly onLost: () => void;
}

const nothing = (): void => {};

/** @throws {CliError} that names who has the file, or says that it cannot be used. */
function openStore(file: string): SqliteStore {
  try {
    return openSqlite(file);
  } catch (error) {
    // Errors of SQLite and of the system have a code, and their messages say little.
    const isSystem = typeof Object(error).code === 'string';
    if (!isSystem && error instanceof Error) throw new CliError(`--file: ${error.message}`);
    throw new CliError(
      '--file: it cannot be opened as a SQLite file. Name one in a folder that exists and is yours.',
      'unavailable',
    );
  }
}

function membersInFile(file: string): Members {
  const store = openStore(file);
  return {
    open: (options) => createHost({ ...options, store }),
    close: () => store.close(),
    end: nothing,
    copy: (path) => store.backup(path),
  };
}

/** The part of `pg` that is used. It is the user's, so its types are not here. */
interface Pg {
  readonly Pool: new (options: {
    readonly connectionString: string;
    readonly max: number;
  }) => PostgresPool & {
    on(event: 'error', listener: (error: unknown) => void): unknown;
    end(): Promise<void>;
  };
}

async function loadPg(): Promise<Pg> {
  try {
    // A name that no bundler and no type checker looks for.
    const name: string = 'pg';
    const { default: pg } = await import(name);
    return pg;
  } catch (error) {
    if (Object(error).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new CliError('--postgres needs a package beside this one: npm install pg');
  }
}

/** Waits until no other process has them. @returns `null` when it was interrupted before. */
async function membersInPostgres({
  log,
  signal,
  env,
  onLost,
}: MembersOptions): Promise<Members | null> {
  const connectionString = env.DATABASE_URL;
  if (!connectionString)
    throw new CliError('--postgres needs DATABASE_URL in the environment, such as postgres://…');
  const { Pool } = await loadPg();
  const pool = new Pool({ connectionString, max: 2 });
  const report = (error: unknown) =>
    log.error({ where: 'postgres', ...errorFields(error) }, 'failed');
  pool.on('error', report);
  try {
    const store = await openPostgres(pool, {
      name: `process ${process.pid} on ${hostname()}`,
      signal,
      onStandby: (owner) => log.info({ owner }, 'standby'),
    });
    store.lost?.addEventListener('abort', () => {
      log.error({}, 'another process has the members');
      onLost();
    });
    return {
      open: (options) => createHost({ ...options, store }),
      close: () => store.close(),
      end: () => pool.end(),
    };
  } catch (error) {
    await pool.end();
    if (signal.aborted) return null;
    report(error);
    throw new CliError('--postgres: the database of DATABASE_URL cannot be used.', 'unavailable');
  }
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
async function membersInRestate({ ingress, sealKey }: RestateSettings): Promise<Members> {
  const { createRestateHost, createSeal } = await loadRestate();
  const key = await readFile(sealKey, 'utf8').catch(() => {
    throw new CliError('--seal-key: the file cannot be read.', 'unavailable');
  });
  try {
    const seal = await createSeal(JSON.parse(key));
    return {
      open: async ({ directory, onError = () => {} }) =>
        createRestateHost({ ingress, seal, onError, ...(directory && { directory }) }),
      close: nothing,
      end: nothing,
    };
  } catch {
    throw new CliError(
      '--seal-key: the file must have the public key of createSealKeys, as JSON.',
      'unavailable',
    );
  }
}

/** @returns `null` when it was interrupted while another process has the members. */
export async function openMembers(
  { restate, postgres, file }: ServeSettings,
  options: MembersOptions,
): Promise<Members | null> {
  if (restate) return membersInRestate(restate);
  return postgres ? membersInPostgres(options) : membersInFile(file);
}
