export { readBankReturn } from './connection/bank.ts';
export { createMemberConnection } from './connection/connection.ts';
export type { PageStep } from './messages/ends.ts';
export type { Messages } from './messages/english.ts';
export { type Given, plural, type Text } from './messages/texts.ts';
export type { StorageOption } from './page-storage.ts';
export type {
  ConnectedEnd,
  EndCallbacks,
  FailedEnd,
  ScreenCallbacks,
  ScreenStep,
} from './screen/ends.ts';
export { clockText, followScreen, type ScreenFollower } from './screen/focus-and-clock.ts';
export {
  findPart,
  type Part,
  type Props,
  type ScreenNode,
} from './screen/parts.ts';
export { type PartClasses, type ScreenOptions, screenOf } from './screen/screen.ts';
export type {
  BankPage,
  BankReturn,
  ConnectionOptions,
  ConnectionView,
  Description,
  Institution,
  LoginForm,
  MemberConnection,
  RestScreen,
  ScreenName,
  Stopped,
} from './types.ts';
