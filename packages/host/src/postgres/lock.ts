import { sleep } from '@mx-member/http/web';
import type { PostgresPool, Query } from './client.ts';
import { Session } from './session.ts';

/** The advisory lock of the owner. It lasts as long as its session. */

/** How often a process tries to get the lock while another process has it, in ms. */
const ASK_EVERY = 500;

export interface LockOptions {
  readonly pool: PostgresPool;
  readonly schema: string;
  /** After this much silence the server ends the session, which releases the lock. In ms. */
  readonly lease: number;
  /** Aborts the wait for the lock. */
  readonly signal: AbortSignal | undefined;
  /** Called once, with the owner's name, when another process has the lock. */
  readonly onStandby: (owner: string) => void;
}

/** Waits before the next attempt. @throws the reason of the signal when it aborts. */
export const pause = (signal?: AbortSignal): Promise<void> => sleep(ASK_EVERY, signal);

async function limitSilence(query: Query, lease: number): Promise<void> {
  const settings = {
    idle_session_timeout: lease,
    idle_in_transaction_session_timeout: lease,
    tcp_user_timeout: lease,
    // A pool can set a limit for other purposes.
    statement_timeout: 0,
    lock_timeout: 0,
  };
  for (const [name, value] of Object.entries(settings))
    await query('SELECT set_config($1, $2, false)', name, String(value));
}

/** Opens a session that the server ends after a silence. */
export async function openSession({ pool, lease }: LockOptions): Promise<Session> {
  const session = await Session.open(pool);
  try {
    await session.run((query) => limitSilence(query, lease));
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

/** @returns Whether the session has the lock now. */
export async function tryLock(session: Session, schema: string): Promise<boolean> {
  const text = 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked';
  const [row] = await session.run((query) => query(text, `@mx-member/host ${schema}`));
  return row?.locked === true;
}

/** The name that the lock's owner gave itself. */
const holderOf = (session: Session, schema: string): Promise<string> =>
  session.run(async (query) => {
    const [found] = await query('SELECT to_regclass($1) IS NOT NULL AS exists', `${schema}.owner`);
    const [row] = found?.exists ? await query(`SELECT holder FROM ${schema}.owner`) : [];
    return String(row?.holder ?? 'another process');
  });

/**
 * Opens a session and waits until it has the lock, however long another process has it. It polls, because a statement
 * that waits for the lock would keep the server from cleaning up its tables.
 */
export async function openLocked(options: LockOptions): Promise<Session> {
  const { schema, signal, onStandby } = options;
  signal?.throwIfAborted();
  const session = await openSession(options);
  try {
    for (let asked = 0; !(await tryLock(session, schema)); asked++) {
      if (asked === 0) onStandby(await holderOf(session, schema));
      await pause(signal);
      signal?.throwIfAborted();
    }
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}
