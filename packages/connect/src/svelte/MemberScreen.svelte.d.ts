// biome-ignore lint/style/noRestrictedImports: it is published as it stands, beside what is built.
import type { MemberConnection } from '@mx-member/connect';
import type { SvelteComponent } from 'svelte';

/** Props of `MemberScreen`. */
export interface MemberScreenProps {
  /** Made outside of the component, by `createMemberConnection`. */
  readonly connection: MemberConnection;
  /** Begins the ids of elements; it must be another one for each screen of a page. @default 'mx-connect' */
  readonly id?: string;
}

/** The whole screen, without styles: each part has its name in `data-part`. */
export default class MemberScreen extends SvelteComponent<MemberScreenProps> {}
