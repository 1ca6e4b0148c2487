import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import process from 'node:process';
import { createHost, type HostOptions } from '@mx-member/host';
import { openPostgres, type PostgresPool } from '@mx-member/host/postgres';
import { openSqlite, type SqliteStore } from '@mx-member/host/sqlite';
import type { MemberHost, MemberView } from '@mx-member/machine';
import { CliError, fileError } from '../common/errors.ts';
import type { Io } from '../common/io.ts';
import { errorFields, type Log } from './log.ts';
import type { RestateSettings, ServeSettings } from './options.ts';

/** Opens the members: in this process with a file or a database, or in Restate. */

export interface Members {
  open(options: Omit<HostOptions, 'store'>): Promise<MemberHost<MemberView>>;
  /** Closes the store if it was never opened. */
  close(): void | Promise<void>;
  /** Called after the members were closed. */
  readonly end: () => void | Promise<void>;
  /** Copies the members into another file while they run. */
  readonly copy?: (path: string) => Promise<void>;
}

/** What the members need from the process. */
export interface MembersOptions {
  readonly log: Log;
  /** Ends the wait for another process. */
  readonly signal: AbortSignal;
  readonly env: Io['env'];
  /** Called when another process has taken over the members. */
  readonly onLost: () => void;
}

const nothing = (): void => {};

/** @throws {CliError} if the file is in use, with the name of its owner, or if it cannot be used. */
function openStore(file: string, create: boolean): SqliteStore {
  try {
    return openSqlite(file, { create });
  } catch (error) {
    const { code, message } = Object(error);
    if (typeof code !== 'string' && error instanceof Error)
      // The store names what a program passes.
      throw new CliError(`--file: ${message.replace('pass create: true', 'give --create')}`);
    // The code of SQLite is the same for all reasons.
    const reason = code === 'ERR_SQLITE_ERROR' ? message : error;
    throw fileError('file', file, { done: 'opened', error: reason }, 'unavailable');
  }
}

function membersInFile({ file, create }: ServeSettings, { log }: MembersOptions): Members {
  const isNew = !existsSync(file);
  const store = openStore(file, create);
  if (isNew) log.info({ file }, 'new file');
  return {
    open: (options) => createHost({ ...options, store }),
    close: () => store.close(),
    end: nothing,
    copy: (path) => store.backup(path),
  };
}

/** The part of `pg` that is used. The user installs `pg`, so its types are not available here. */
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
    // A variable, so that bundlers and type checkers do not look for the package.
    const name: string = 'pg';
    const { default: pg } = await import(name);
    return pg;
  } catch (error) {
    if (Object(error).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new CliError('--postgres needs the package pg: npm install pg');
  }
}

/** Waits until no other process has the members. @returns `null` if it was interrupted first. */
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
    throw new CliError(
      '--postgres: the database at DATABASE_URL cannot be used. The log says why.',
      'unavailable',
    );
  }
}

/** Loads `@mx-member/restate`. It is optional, because with the SDK of Restate it is larger than everything else. */
async function loadRestate() {
  try {
    return await import('@mx-member/restate');
  } catch (error) {
    if (Object(error).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new CliError('--restate needs another package: npm install @mx-member/restate');
  }
}

/** @throws {CliError} if the package is missing, or the key cannot be used. */
async function membersInRestate({ ingress, sealKey }: RestateSettings): Promise<Members> {
  const { createRestateHost, createSeal } = await loadRestate();
  const key = await readFile(sealKey, 'utf8').catch((error) => {
    throw fileError('seal-key', sealKey, { done: 'read', error }, 'unavailable');
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
      '--seal-key: the file must hold the public key of createSealKeys, as JSON.',
      'unavailable',
    );
  }
}

/** @returns The members; `null` if it was interrupted while another process has them. */
export async function openMembers(
  settings: ServeSettings,
  options: MembersOptions,
): Promise<Members | null> {
  const { restate, postgres } = settings;
  if (restate) return membersInRestate(restate);
  return postgres ? membersInPostgres(options) : membersInFile(settings, options);
}
