import type { Row as PostgresRow, Query } from './client.ts';
import { type LockOptions, openLocked, openSession, pause, tryLock } from './lock.ts';
import { prepareTables } from './schema.ts';
import type { Session } from './session.ts';
import type { OwnersStatement } from './statements.ts';

/**
 * One process owns the members: its session has the lock, and it has a number that each new owner increases. If the
 * session is lost, the process opens another one. If the number is unchanged then, nobody else has owned the members in
 * between.
 */

export interface OwnershipOptions extends LockOptions {
  /** The name of this process, for people. */
  readonly holder: string;
}

/** Another process has become the owner. */
export class OwnerChanged extends Error {
  override readonly name = 'OwnerChanged';
  constructor() {
    super(
      'Another process has taken over the members. This process no longer saves or sends anything.',
    );
  }
}

/** A moment by two clocks. The first stops while a machine sleeps, and the second can be set back. */
interface Moment {
  readonly steady: number;
  readonly wall: number;
}

const thisMoment = (): Moment => ({ steady: performance.now(), wall: Date.now() });

/** The elapsed time in ms, by the clock that shows more. */
const timeSince = ({ steady, wall }: Moment): number =>
  Math.max(performance.now() - steady, Date.now() - wall);

export class Ownership {
  readonly #options: OwnershipOptions;
  /** A text, because the number can exceed the safe integers of JavaScript. */
  readonly #number: string;
  readonly #lost = new AbortController();
  readonly #closed = new AbortController();
  #session: Session;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  /** When the last successful statement was sent. The session has been silent since then at most. */
  #spokeAt = thisMoment();

  private constructor(options: OwnershipOptions, session: Session, number: string) {
    this.#options = options;
    this.#number = number;
    this.#session = session;
    this.#watch(session);
  }

  /**
   * Waits until this process owns the members. @throws {Error} when the server cannot be used, or the signal aborts.
   */
  static async take(options: OwnershipOptions): Promise<Ownership> {
    const session = await openLocked(options);
    try {
      const { schema, holder } = options;
      const [row] = await session.transaction(async (query) => {
        await prepareTables(query, schema);
        const next = `UPDATE ${schema}.owner SET number = number + 1, holder = $1 RETURNING number::text`;
        return query(next, holder);
      });
      return new Ownership(options, session, String(row?.number));
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Aborts when another process has become the owner. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Whether the server cannot have ended the session yet, so that no other process owns the members. */
  get isSure(): boolean {
    const isAlive = !this.lost.aborted && !this.#session.ended.aborted;
    return isAlive && timeSince(this.#spokeAt) < this.#options.lease;
  }

  /**
   * The owner's session. While it is being reopened, its statements fail.
   *
   * @throws {OwnerChanged} when another process has become the owner.
   */
  get session(): Session {
    this.lost.throwIfAborted();
    return this.#session;
  }

  /**
   * Runs a statement of the owner. @throws {OwnerChanged} when our number is no longer current. The statement then
   * changed nothing.
   */
  async make(query: Query, { text, values }: OwnersStatement): Promise<readonly PostgresRow[]> {
    const sentAt = thisMoment();
    const rows = await query(text, this.#number, ...values);
    if (!rows.some(({ owned }) => owned === true)) throw this.#lose();
    this.#spokeAt = sentAt;
    return rows;
  }

  close(): void {
    this.#closed.abort(new Error('The store was closed.'));
    clearInterval(this.#heartbeat);
    this.#session.close();
  }

  #lose(): OwnerChanged {
    const reason = new OwnerChanged();
    this.#lost.abort(reason);
    this.close();
    return reason;
  }

  #watch(session: Session): void {
    session.ended.addEventListener('abort', () => void this.#reconnect());
    this.#heartbeat = setInterval(() => void this.#beat(session), this.#options.lease / 4);
  }

  /** Keeps the session alive, and notices a new owner. */
  async #beat(session: Session): Promise<void> {
    const text = `SELECT true AS owned FROM ${this.#options.schema}.owner WHERE number = $1`;
    // Any other error has ended the session, which reports it itself.
    await session.run((query) => this.make(query, { text, values: [] })).catch(() => {});
  }

  async #reconnect(): Promise<void> {
    clearInterval(this.#heartbeat);
    const { signal } = this.#closed;
    while (!signal.aborted && !(await this.#reopen().catch(() => false)))
      await pause(signal).catch(() => {});
  }

  /** @returns Whether there is a session with the lock again. */
  async #reopen(): Promise<boolean> {
    const { schema } = this.#options;
    const session = await openSession(this.#options);
    try {
      const isLocked = await tryLock(session, schema);
      await this.#beat(session);
      if (isLocked && !this.#closed.signal.aborted && !session.ended.aborted) {
        this.#session = session;
        this.#watch(session);
        return true;
      }
    } catch (error) {
      session.close();
      throw error;
    }
    session.close();
    return false;
  }
}
