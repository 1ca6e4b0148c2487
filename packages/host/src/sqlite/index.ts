/** `@mx-member/host/sqlite`: records in one file, on `node:sqlite`. */
export { openSqlite, type SqliteStore } from './store.ts';
