// biome-ignore lint/style/noRestrictedImports: this file is published as it is, beside the built files.
import type { ScreenNode } from '@mx-member/connect';
import type { Component } from 'svelte';

/** Props of `ScreenTree`. */
export interface ScreenTreeProps {
  /** The root of the tree. */
  readonly node: ScreenNode;
}

/** Draws a tree of elements, such as the tree of `healthRow`. */
declare const ScreenTree: Component<ScreenTreeProps>;
export default ScreenTree;
