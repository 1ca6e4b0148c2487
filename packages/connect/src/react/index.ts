export {
  MemberScreen,
  type MemberScreenProps,
  type PartComponents,
  ScreenTree,
  type ScreenTreeProps,
  useMemberScreen,
} from './member-screen.ts';
