export { MemberScreen, type MemberScreenProps, ScreenTree } from './member-screen.ts';
export { normalizeProps, type VuePropTypes } from './normalize.ts';
export { useMemberConnection, type VueConnectApi } from './use-member-connection.ts';
