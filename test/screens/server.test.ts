import { createMemberConnection, findPart, type MemberConnection } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { MemberScreen as ReactScreen, ScreenTree as ReactTree } from '@mx-member/connect/react';
import { createRepair, healthRow } from '@mx-member/connect/repair';
import {
  MemberScreen as SolidScreen,
  ScreenTree as SolidTree,
  useMemberScreen as useInSolid,
} from '@mx-member/connect/solid';
import { memberView } from '@mx-member/connect/svelte';
import {
  useMemberScreen as useInVue,
  MemberScreen as VueScreen,
  ScreenTree as VueTree,
} from '@mx-member/connect/vue';
import { connectionHealth } from '@mx-member/machine/health';
import { createElement } from 'react';
import { renderToString as renderReact } from 'react-dom/server';
import { createComponent } from 'solid-js';
import { renderToString as renderSolid } from 'solid-js/web';
import { beforeEach, expect, test } from 'vitest';
import { createSSRApp, defineComponent, h } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';
import { Bank, memberOf } from '../support/bank.ts';
import { question, running } from '../support/fake-member.ts';
import type * as SveltePage from './pages/svelte-server.ts';
import { importForServer } from './support/build.ts';
import { after, SCREENS, still } from './support/screens.ts';

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

/** The whole screen as a server renders it. */
async function inEachFramework(): Promise<readonly string[]> {
  const { renderScreen } = (await importForServer('svelte-server.ts')) as typeof SveltePage;
  return [
    await renderVue(createSSRApp(VueScreen, { connection })),
    renderSolid(() => createComponent(SolidScreen, { connection })),
    renderScreen(connection),
    renderReact(createElement(ReactScreen, { connection })),
  ];
}

function isRendered(html: string): void {
  expect(html).toContain('Connecting to MX Bank');
  expect(html).toContain('data-part="cancel"');
  expect(html).not.toContain('onclick');
  expect(bank.calls).toEqual([]);
}

test('a server renders the whole screen in Vue, and makes no call', async () => {
  isRendered(await renderVue(createSSRApp(VueScreen, { connection })));
});

test('a server renders a layout of one’s own in Vue, and makes no call', async () => {
  const Own = defineComponent(() => {
    const { screen, root } = useInVue(connection);
    return () =>
      h(
        'div',
        root.value,
        (['status', 'cancel'] as const).flatMap((part) => {
          const node = findPart(screen.value, part);
          return node ? [h(VueTree, { node })] : [];
        }),
      );
  });
  isRendered(await renderVue(createSSRApp(Own)));
});

test('a component of the page draws its part in Vue and Solid, with the props and the text of the part', async () => {
  const components = {
    cancel: defineComponent(
      (_, { slots }) =>
        () =>
          h('a', slots.default?.()),
    ),
  };
  const inVue = await renderVue(createSSRApp(VueScreen, { connection, components }));
  expect(inVue).toMatch(/<a [^>]*data-part="cancel"[^>]*>(<!--.*?-->)*Cancel/);
  const inSolid = renderSolid(() =>
    createComponent(SolidScreen, { connection, components: { cancel: 'a' } }),
  );
  expect(inSolid).toMatch(/<a [^>]*data-part="cancel"[^>]*>(<!--.*?-->)*Cancel/);
});

test('a server renders the whole screen in Solid, and makes no call', () => {
  isRendered(renderSolid(() => createComponent(SolidScreen, { connection })));
});

test('a server renders a layout of one’s own in Solid, and makes no call', () => {
  const html = renderSolid(() => {
    const { screen } = useInSolid(connection);
    return (['status', 'cancel'] as const).map((part) =>
      createComponent(SolidTree, { node: findPart(screen, part) ?? screen }),
    );
  });
  isRendered(html);
});

test('a server renders the whole screen in Svelte, and makes no call', async () => {
  const { renderScreen } = (await importForServer('svelte-server.ts')) as typeof SveltePage;
  isRendered(renderScreen(connection));
});

test('the store of Svelte has the view at once, and makes no call on a server', () => {
  const views: unknown[] = [];
  memberView(connection).subscribe((view) => views.push(view))();
  expect(views).toEqual([connection.getView()]);
  expect(bank.calls).toEqual([]);
});

test('a server renders a member that rests in each framework: what is wrong, and no field', async () => {
  const page = { isOauth: false, backgroundAggregationIsDisabled: false, isManual: false };
  const reading = { connectionStatus: 'DENIED', isBeingAggregated: false, challenges: [] };
  connection = createRepair({
    ...connection.options,
    institution: { name: 'MX Bank' },
    health: connectionHealth({ ...page, reading, isManagedByUser: true }, Date.now()),
  });
  for (const html of await inEachFramework()) {
    expect(html).toContain('MX Bank did not accept your login');
    expect(html).not.toContain('<input');
  }
  expect(bank.calls).toEqual([]);
});

test('each framework shows what MX sends as text', async () => {
  const markup = '<img src="x" onerror="alert(1)">';
  const challenges = [
    question('CRD-1', { label: markup }),
    question('CRD-2', { type: 'OPTIONS', options: [{ label: markup, value: '1' }] }),
  ];
  const member = after(running('CHALLENGED', { challenges }));
  connection = still({ ...SCREENS['a code'], member });
  for (const html of await inEachFramework()) {
    expect(html.split('&lt;img src=')).toHaveLength(3);
    expect(html).not.toContain('<img');
  }
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
