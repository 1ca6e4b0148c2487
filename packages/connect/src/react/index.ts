export { MemberScreen, type MemberScreenProps } from './member-screen.ts';
export { normalizeProps, type ReactPropTypes } from './normalize.ts';
export { type ReactConnectApi, useMemberConnection } from './use-member-connection.ts';
