/** `@mx-member/http/create`: creates members so that a crash neither loses a member nor logs in twice. */
export type {
  CreationClient,
  CreationOptions,
  CreationRequest,
  CreationView,
  Credential,
  OauthRequest,
} from '@mx-member/machine/hosting';
export { withCountedStarts } from '../logins/counted-starts.ts';
export {
  isSameButEnds,
  KEPT_FOR,
  type LoginHistory,
  NO_HISTORY,
  parsedHistory,
  type Refusals,
  type Reset,
  refusalsOf,
  settled,
} from '../logins/history.ts';
export {
  type LoginKeeper,
  LoginMemory,
  type LoginsOf,
  loginsOf,
  resetLogins,
} from '../logins/keeper.ts';
export {
  isAcceptedAtEnd,
  type LoginReading,
  type SeenLogins,
  type StartOfMember,
  type StartRuling,
  seenAtEnd,
  seenInPoll,
  startOfRecord,
  withSeen,
  withStart,
} from '../logins/lifecycle.ts';
export { SentCredentials } from '../logins/sent-credentials.ts';
export { SharedLogins } from '../logins/shared-logins.ts';
export { withReply } from '../logins/shown.ts';
export { loginsText, type MemberLogins } from '../logins/words.ts';
export { CREATION } from '../schemas.ts';
export { isRefusal, isRefused } from '../web/refused.ts';
export { connectCreations } from './client.ts';
export { type CreateAndStartRequest, createAndStart, readCreation } from './create-and-start.ts';
export {
  type CreatingHost,
  type Creation,
  type CreationId,
  type CreationKeeper,
  isSettled,
  type Wish,
} from './creation.ts';
export type {
  ListedMember,
  MemberCreator,
  MemberDirectory,
} from './members.ts';
export { PRODUCT_JOBS } from './products.ts';
export { CreationRecovery } from './recovery.ts';
