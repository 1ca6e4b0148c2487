import { createMemberConnection, type MemberConnection } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { MemberScreen as ReactScreen, ScreenTree as ReactTree } from '@mx-member/connect/react';
import { createRepair, healthRow } from '@mx-member/connect/repair';
import {
  MemberScreen as SolidScreen,
  ScreenTree as SolidTree,
  useMemberConnection as useInSolid,
} from '@mx-member/connect/solid';
import { memberScreen } from '@mx-member/connect/svelte';
import {
  useMemberConnection as useInVue,
  MemberScreen as VueScreen,
  ScreenTree as VueTree,
} from '@mx-member/connect/vue';
import { connectionHealth } from '@mx-member/machine/health';
import { createElement } from 'react';
import { renderToString as renderReact } from 'react-dom/server';
import { createComponent, type JSX } from 'solid-js';
import { renderToString as renderSolid } from 'solid-js/web';
import type { HTMLButtonAttributes } from 'svelte/elements';
import { beforeEach, expect, test } from 'vitest';
import { createSSRApp, defineComponent, h } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';
import { Bank, memberOf } from '../support/bank.ts';
import type * as SveltePage from './pages/svelte-server.ts';
import { importForServer } from './support/build.ts';

let bank: Bank;
let connection: MemberConnection;
beforeEach(() => {
  bank = new Bank();
  connection = createMemberConnection({
    host: createBrowserHost({ port: bank }),
    input: { member: memberOf(1), job: 'aggregate' },
    institution: { name: 'MX Bank' },
  });
});

function isRendered(html: string): void {
  expect(html).toContain('Connecting to MX Bank');
  expect(html).toContain('data-part="cancel"');
  expect(html).not.toContain('onclick');
  expect(bank.calls).toEqual([]);
}

test('a server renders the whole screen in Vue, and makes no call', async () => {
  isRendered(await renderVue(createSSRApp(VueScreen, { connection })));
});

test('a server renders markup of one’s own in Vue, and makes no call', async () => {
  const Own = defineComponent(() => {
    const api = useInVue(connection);
    return () =>
      h('div', api.value.getRootProps(), [
        h('p', api.value.getStatusProps(), api.value.title),
        h('button', api.value.getCancelProps(), api.value.text('cancel')),
      ]);
  });
  isRendered(await renderVue(createSSRApp(Own)));
});

test('a server renders the whole screen in Solid, and makes no call', () => {
  isRendered(renderSolid(() => createComponent(SolidScreen, { connection })));
});

test('a server has the props of each part in Solid, and makes no call', () => {
  const html = renderSolid(() => {
    const api = useInSolid(connection);
    const root: JSX.HTMLAttributes<HTMLElement> = api().getRootProps();
    const cancel: JSX.ButtonHTMLAttributes<HTMLButtonElement> = api().getCancelProps();
    return `${api().title} ${root.role} data-part="${cancel['data-part' as never]}"`;
  });
  isRendered(html);
});

test('a server renders the whole screen in Svelte, and makes no call', async () => {
  const { renderScreen } = (await importForServer('svelte-server.ts')) as typeof SveltePage;
  isRendered(renderScreen(connection));
});

test('the store of Svelte has the props of each part at once, and makes no call on a server', () => {
  const shown: string[] = [];
  const leave = memberScreen(connection).subscribe((api) => {
    const cancel: HTMLButtonAttributes = api.getCancelProps();
    shown.push(`${api.title} data-part="${cancel['data-part']}"`);
  });
  leave();
  expect(shown).toHaveLength(1);
  isRendered(shown.join());
});

test('a server renders a member that rests in each framework: what is wrong, and no field', async () => {
  const page = { isOauth: false, backgroundAggregationIsDisabled: false, isManual: false };
  const reading = { connectionStatus: 'DENIED', isBeingAggregated: false, challenges: [] };
  connection = createRepair({
    ...connection.options,
    institution: { name: 'MX Bank' },
    health: connectionHealth({ ...page, reading, isManagedByUser: true }, Date.now()),
  });
  const { renderScreen } = (await importForServer('svelte-server.ts')) as typeof SveltePage;
  for (const html of [
    await renderVue(createSSRApp(VueScreen, { connection })),
    renderSolid(() => createComponent(SolidScreen, { connection })),
    renderScreen(connection),
    renderReact(createElement(ReactScreen, { connection })),
  ]) {
    expect(html).toContain('Log in to MX Bank again');
    expect(html).not.toContain('<input');
  }
  expect(bank.calls).toEqual([]);
});

test('a row of a list is drawn in each framework', async () => {
  const node = healthRow(connectionHealth(null, 0), { name: 'MX Bank' });
  const { renderTree } = (await importForServer('svelte-server.ts')) as typeof SveltePage;
  for (const html of [
    await renderVue(createSSRApp(VueTree, { node })),
    renderSolid(() => createComponent(SolidTree, { node })),
    renderTree(node),
    renderReact(createElement(ReactTree, { node })),
  ])
    expect(html).toMatch(/data-part="health".*MX Bank.*This connection no longer exists\./s);
});

test('a server loads the element, and makes no call', async () => {
  const { MxConnect } = await import('@mx-member/connect/element');
  const element = new MxConnect();
  element.connection = connection;
  expect(customElements.get('mx-connect')).toBe(MxConnect);
  expect(bank.calls).toEqual([]);
});
