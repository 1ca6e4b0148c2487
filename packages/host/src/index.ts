/** `@mx-member/host`: many members in one process. */
export { createHost } from './host.ts';
export type { LeftCall, LeftOutcome, LeftWork } from './left.ts';
export type { HostErrorPlace, HostOptions } from './options.ts';
export { createMemoryStore } from './store/memory-store.ts';
export type { Change, HostStore, KeptOutcome, KeptRecord, MaybePromise } from './store/store.ts';
