// biome-ignore lint/style/noRestrictedImports: it is published as it stands, beside what is built.
import type { MemberConnection } from '@mx-member/connect';
import type { Component } from 'svelte';

/** Props of `MemberScreen`. */
export interface MemberScreenProps {
  /** Made outside of the component, by `createMemberConnection`. */
  readonly connection: MemberConnection;
}

/** The whole screen, without styles: each part has its name in `data-part`. */
declare const MemberScreen: Component<MemberScreenProps>;
export default MemberScreen;
