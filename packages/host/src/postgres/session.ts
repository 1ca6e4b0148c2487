import { TimeoutError, withTimeout } from '@mx-member/http/web';
import { Sequence } from '../members/sequence.ts';
import type { PostgresClient, PostgresPool, Query } from './client.ts';

/** One session at the server, with a time limit for every statement. */

/** The time limit of a statement, in ms. It is needed because a dead network neither answers nor reports an error. */
const QUERY_LIMIT = 30_000;

/** The connection has ended, for example because the server was stopped. */
class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  /** The code of PostgreSQL or of the network, such as `57P01` or `ECONNRESET`, if there was one. */
  readonly code: string | undefined;
  constructor(cause: unknown) {
    super('The connection to PostgreSQL has ended.');
    const { code } = Object(cause);
    this.code = typeof code === 'string' ? code : undefined;
  }
}

export class Session {
  readonly #client: PostgresClient;
  readonly #turns = new Sequence<'turn'>();
  readonly #ended = new AbortController();

  private constructor(client: PostgresClient) {
    this.#client = client;
    for (const event of ['error', 'end'] as const)
      client.on(event, (error) => this.#end(new ConnectionLost(error)));
  }

  /** @throws {Error} of the client library when it cannot connect. */
  static async open(pool: PostgresPool): Promise<Session> {
    return new Session(await pool.connect());
  }

  /** Aborts when the connection has ended, for any reason. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /**
   * Runs statements without statements of other callers in between.
   *
   * @throws the error of the client library. {@link TimeoutError} when a statement takes too long, which ends the
   * connection.
   */
  run<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.#turns.run('turn', () => work(this.#query));
  }

  /** Runs the work in a transaction. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.run(async (query) => {
      await query('BEGIN');
      try {
        const result = await work(query);
        await query('COMMIT');
        return result;
      } catch (error) {
        // Without a connection the server rolls back by itself.
        if (!this.ended.aborted) await query('ROLLBACK');
        throw error;
      }
    });
  }

  /** Closes the connection. The server then releases the lock. */
  close(): void {
    this.#end(new Error('The store was closed.'));
  }

  readonly #query: Query = async (text, ...values) => {
    try {
      const { rows } = await withTimeout(
        QUERY_LIMIT,
        () => this.#client.query(text, [...values]),
        this.ended,
      );
      return rows;
    } catch (error) {
      if (error instanceof TimeoutError) this.#end(error);
      throw error;
    }
  };

  #end(reason: Error): void {
    if (this.ended.aborted) return;
    this.#ended.abort(reason);
    this.#client.release(true);
  }
}
