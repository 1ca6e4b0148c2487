/** The part of a PostgreSQL client library that the store needs. `Pool` of `pg` has it. */

/** A connection: `PoolClient` of `pg`. */
export interface PostgresClient {
  /** Runs one statement. `$1` is the first value. */
  query(
    text: string,
    values?: unknown[],
  ): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  /** Calls the listener when the connection has failed or ended. */
  on(event: 'error' | 'end', listener: (error?: unknown) => void): unknown;
  /** Returns the connection to the pool. With `true` the connection is closed. */
  release(destroy?: boolean): void;
}

/** Makes connections, for example `Pool` of `pg`. The store keeps one connection while it is open. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
}

/** One row of a result, by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** Runs one statement. @returns Its rows. */
export type Query = (text: string, ...values: readonly unknown[]) => Promise<readonly Row[]>;
