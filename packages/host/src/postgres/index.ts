/** `@mx-member/host/postgres`: records in PostgreSQL, for processes that hand over to each other. */
export type { PostgresClient, PostgresPool, PostgresRow } from './client.ts';
export { OwnerChanged } from './ownership.ts';
export { openPostgres, type PostgresOptions } from './store.ts';
