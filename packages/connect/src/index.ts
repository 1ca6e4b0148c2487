export { readBankMessage } from './bank-page.ts';
export {
  type ConnectApi,
  type ConnectViewOptions,
  connectView,
} from './connect-view.ts';
export { createMemberConnection } from './connection.ts';
export type { Description, ScreenName } from './describe.ts';
export { clockText, followScreen, type ScreenFollower } from './follow-screen.ts';
export { MESSAGES, type Messages } from './messages.ts';
export {
  type Normalize,
  normalizeBy,
  type Prop,
  type Props,
  type PropTypes,
  plain,
} from './props.ts';
export { type ScreenNode, screenOf } from './screen.ts';
export type {
  BankPage,
  BankReturn,
  ConnectionOptions,
  ConnectionView,
  KeptIn,
  LoginForm,
  MemberConnection,
  ObservedStep,
} from './types.ts';
