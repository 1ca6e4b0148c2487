import type {
  ConnectionView,
  MemberConnection,
  PartClasses,
  ScreenCallbacks,
  // biome-ignore lint/style/noRestrictedImports: it is published as it stands, beside what is built.
} from '@mx-member/connect';
import type { Component, Snippet } from 'svelte';

/** Props of `MemberScreen`. */
export interface MemberScreenProps extends ScreenCallbacks {
  /** Made outside of the component, by `createMemberConnection`. */
  readonly connection: MemberConnection;
  /** A class name for each part that you style; `root` is the whole screen. */
  readonly classes?: PartClasses;
  /** What stands at the end of the screen; it is given the view. */
  readonly children?: Snippet<[view: ConnectionView]>;
}

/** The whole screen, without styles: each part has its name in `data-part`. */
declare const MemberScreen: Component<MemberScreenProps>;
export default MemberScreen;
