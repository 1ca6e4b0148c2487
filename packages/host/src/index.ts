/** `@mx-member/host`: many members in one process. */
export { createHost } from './host.ts';
export { createMemoryStore } from './memory-store.ts';
export type { HostErrorPlace, HostOptions } from './options.ts';
export type { Change, HostStore, KeptOutcome, KeptRecord, MaybePromise } from './store.ts';
