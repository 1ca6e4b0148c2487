import type { MemberConnection } from '@mx-member/connect';
import { render } from 'svelte/server';
import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
import InSvelte from '../guide/ConnectBank.svelte';
import InVue from '../guide/ConnectBank.vue';

/** The guide's components as a server renders them. */
export const rendered = async (connection: MemberConnection) => ({
  svelte: render(InSvelte, { props: { connection } }).body,
  vue: await renderToString(createSSRApp(InVue, { connection })),
});
