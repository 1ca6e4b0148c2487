// biome-ignore lint/style/noRestrictedImports: this file is published as it is, beside the built files.
import type { ScreenNode } from '@mx-member/connect';
// biome-ignore lint/style/noRestrictedImports: this file is published as it is, beside the built files.
import type { PartComponents } from '@mx-member/connect/svelte';
import type { Component } from 'svelte';

/** Props of `ScreenTree`. */
export interface ScreenTreeProps {
  /** The root of the tree. */
  readonly node: ScreenNode;
  /** Your own component for each part that you draw yourself. @default plain elements */
  readonly components?: PartComponents;
}

/** Draws a tree of elements, such as the tree of `healthRow`. */
declare const ScreenTree: Component<ScreenTreeProps>;
export default ScreenTree;
