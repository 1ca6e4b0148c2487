import type { MemberConnection } from '@mx-member/connect';
import MemberScreen from '@mx-member/connect/svelte/MemberScreen.svelte';
import { render } from 'svelte/server';

/** The whole screen as a server renders it. */
export const renderScreen = (connection: MemberConnection): string =>
  render(MemberScreen, { props: { connection } }).body;
