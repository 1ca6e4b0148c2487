export {
  MemberScreen,
  type MemberScreenProps,
  ScreenTree,
  type ScreenTreeProps,
} from './member-screen.ts';
export { normalizeProps, type SolidPropTypes } from './normalize.ts';
export { type SolidConnectApi, useMemberConnection } from './use-member-connection.ts';
