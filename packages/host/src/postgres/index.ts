/** `@mx-member/host/postgres`: records in PostgreSQL, for processes that take over from each other. */
export type { PostgresClient, PostgresPool } from './client.ts';
export { openPostgres, type PostgresOptions } from './store.ts';
