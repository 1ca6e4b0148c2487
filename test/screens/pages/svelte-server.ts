import type { MemberConnection, ScreenNode } from '@mx-member/connect';
import MemberScreen from '@mx-member/connect/svelte/MemberScreen.svelte';
import ScreenTree from '@mx-member/connect/svelte/ScreenTree.svelte';
import { render } from 'svelte/server';

/** The whole screen as a server renders it. */
export const renderScreen = (connection: MemberConnection): string =>
  render(MemberScreen, { props: { connection } }).body;

/** A tree as a server renders it. */
export const renderTree = (node: ScreenNode): string =>
  render(ScreenTree, { props: { node } }).body;
