/** What the store needs of a PostgreSQL client library: `Pool` of `pg` has it. */

/** One row of a result, by the names of its columns. */
export type PostgresRow = Readonly<Record<string, unknown>>;

/** A connection: `PoolClient` of `pg`. */
export interface PostgresClient {
  /** Runs one statement with its values, `$1` being the first. */
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly PostgresRow[] }>;
  /** Calls the listener when the connection has failed or ended. */
  on(event: 'error' | 'end', listener: () => void): unknown;
  /** Gives the connection back. With `true` it is ended. */
  release(destroy?: boolean): void;
}

/** Makes connections: `Pool` of `pg`. The store keeps one connection for as long as it is open. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
}

/** Runs one statement. @returns Its rows. */
export type Query = (
  text: string,
  ...values: readonly unknown[]
) => Promise<readonly PostgresRow[]>;
