/** `@mx-member/host`: many members in one process. */
export { createHost } from './host.ts';
export type { LeftCall, LeftOutcome, LeftWork } from './left.ts';
export type { HostErrorPlace, HostOptions } from './options.ts';
export { createMemoryStore } from './store/memory-store.ts';
export { UnreadableRow } from './store/rows.ts';
export type {
  AsideRow,
  Change,
  Erased,
  HostStore,
  MaybePromise,
  OutcomeRow,
  RecordRow,
  Rows,
} from './store/store.ts';
