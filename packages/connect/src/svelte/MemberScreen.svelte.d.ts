import type {
  ConnectionView,
  MemberConnection,
  PartClasses,
  ScreenCallbacks,
  // biome-ignore lint/style/noRestrictedImports: this file is published as it is, beside the built files.
} from '@mx-member/connect';
// biome-ignore lint/style/noRestrictedImports: this file is published as it is, beside the built files.
import type { PartComponents } from '@mx-member/connect/svelte';
import type { Component, Snippet } from 'svelte';

/** Props of `MemberScreen`. */
export interface MemberScreenProps extends ScreenCallbacks {
  /** The connection from `createMemberConnection`. Create it outside of the component. */
  readonly connection: MemberConnection;
  /** A class name for each part that you style; `root` is the whole screen. */
  readonly classes?: PartClasses;
  /** Your own component for each part that you draw yourself. @default plain elements */
  readonly components?: PartComponents;
  /** Content at the end of the screen. It gets the view. */
  readonly children?: Snippet<[view: ConnectionView]>;
}

/** The whole screen, without styles. Each part has its name in `data-part`. */
declare const MemberScreen: Component<MemberScreenProps>;
export default MemberScreen;
