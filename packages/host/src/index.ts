/** `@mx-member/host`: many members in one process. */
export {
  type CreateAndStartRequest,
  type CreatingHost,
  type Creation,
  type CreationClient,
  type CreationId,
  type CreationKeeper,
  type CreationOptions,
  type CreationRequest,
  type CreationView,
  type Credential,
  createAndStart,
  type ListedMember,
  type LoginHistory,
  type LoginKeeper,
  type LoginsOf,
  loginsText,
  type MemberCreator,
  type MemberDirectory,
  type MemberLogins,
  type Refusals,
  readCreation,
  type Wish,
} from '@mx-member/http/create';
export type { Erased } from '@mx-member/http/host';
export { type Unusable, type UnusableCause, unusableText } from '@mx-member/http/web';
export { type Story, storyText } from '@mx-member/machine/trace';
export type { LeftWork } from './closing.ts';
export { createHost, type RunningHost } from './create-host.ts';
export { oncePerProcess } from './once-per-process.ts';
export { createOperatingHandler } from './operate/handler.ts';
export { metricsText } from './operate/metrics.ts';
export type { HostStats } from './operate/stats.ts';
export type { HostErrorPlace, HostOptions } from './options.ts';
export { type CipherKey, createCipher } from './store/cipher.ts';
export { encryptStore, type RowCipher } from './store/encrypted-store.ts';
export { createMemoryStore } from './store/memory-store.ts';
export type {
  AsideRow,
  Change,
  HostStore,
  MaybePromise,
  OutcomeRow,
  RecordRow,
  Rows,
} from './store/store.ts';
