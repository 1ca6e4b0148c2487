// biome-ignore lint/style/noRestrictedImports: it is published as it stands, beside what is built.
import type { ScreenNode } from '@mx-member/connect';
import type { Component } from 'svelte';

/** Props of `ScreenTree`. */
export interface ScreenTreeProps {
  /** The root of the tree. */
  readonly node: ScreenNode;
}

/** Draws a tree of elements, such as that of `healthRow`. */
declare const ScreenTree: Component<ScreenTreeProps>;
export default ScreenTree;
