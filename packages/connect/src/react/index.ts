export {
  MemberScreen,
  type MemberScreenProps,
  ScreenTree,
  type ScreenTreeProps,
} from './member-screen.ts';
export { normalizeProps, type ReactPropTypes } from './normalize.ts';
export { type ReactConnectApi, useMemberConnection } from './use-member-connection.ts';
