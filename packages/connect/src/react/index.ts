export {
  MemberScreen,
  type MemberScreenProps,
  type PartComponents,
  ScreenTree,
  useMemberScreen,
} from './member-screen.ts';
