/** `@mx-member/host`: many members in one process. */
export {
  type AbandonedRequest,
  type Candidate,
  type CreateAndStartRequest,
  type CreatingHost,
  type Creation,
  type CreationId,
  type CreationKeeper,
  type CreationStep,
  type CreationView,
  createAndStart,
  deleteAbandonedMembers,
  type FilledField,
  type ListedMember,
  type MemberCreator,
  type MemberDirectory,
  type MemberRemover,
  type OauthWay,
  readCreation,
} from '@mx-member/http/create';
export type { LeftCall, LeftWork } from './closing.ts';
export { createHost, type RunningHost } from './create-host.ts';
export type { ExplainedMember } from './host.ts';
export { type Story, storyText, type ToldLifecycle, type ToldStep } from './members/stories.ts';
export { oncePerProcess } from './once-per-process.ts';
export { createOperatingHandler, type OperatingOptions } from './operate/handler.ts';
export { METRICS_TYPE, metricsText } from './operate/metrics.ts';
export type { HostStats } from './operate/stats.ts';
export type { HostErrorPlace, HostOptions } from './options.ts';
export { type CipherKey, createCipher } from './store/cipher.ts';
export { type EncryptStoreOptions, encryptStore, type RowCipher } from './store/encrypted-store.ts';
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
