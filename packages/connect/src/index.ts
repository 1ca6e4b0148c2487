export { readBankMessage } from './connection/bank-window.ts';
export { createMemberConnection } from './connection/connection.ts';
export type { Description, Prop, Props, ScreenName, ScreenNode } from './markup.ts';
export { MESSAGES, type Messages } from './messages.ts';
export type { KeptIn, StorageOption } from './page-storage.ts';
export { type Part, partSelector } from './screen/anatomy.ts';
export {
  type ConnectApi,
  type ConnectViewOptions,
  connectView,
} from './screen/connect-view.ts';
export { clockText, followScreen, type ScreenFollower } from './screen/focus-and-clock.ts';
export {
  type Normalize,
  normalizeBy,
  type PropTypes,
  plain,
} from './screen/props.ts';
export { screenOf } from './screen/screen.ts';
export type {
  BankPage,
  BankReturn,
  ConnectionOptions,
  ConnectionView,
  LoginForm,
  MemberConnection,
  RestParts,
  RestScreen,
} from './types.ts';
