import type { MemberConnection } from '@mx-member/connect';
import { MxConnect } from '@mx-member/connect/element/react';
import type { Browser } from 'playwright-core';
import { createElement } from 'react';
import { renderToString as renderReact } from 'react-dom/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSSRApp, h } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import type * as SolidPage from './pages/solid-server.ts';
import type * as SveltePage from './pages/svelte-server.ts';
import { importForServer, scriptOf } from './support/build.ts';
import { SCREENS, still } from './support/screens.ts';

const footer = 'Of the page';

/** The element as a server renders it, with content of the page in a slot. */
const RENDER: Readonly<Record<string, (connection: MemberConnection) => string | Promise<string>>> =
  {
    React: (connection) =>
      renderReact(
        createElement(MxConnect, { connection }, createElement('p', { slot: 'footer' }, footer)),
      ),
    Vue: (connection) =>
      renderVue(
        createSSRApp({
          render: () => h('mx-connect', { connection }, [h('p', { slot: 'footer' }, footer)]),
        }),
      ),
    Svelte: async (connection) =>
      ((await importForServer('svelte-server.ts')) as typeof SveltePage).renderElement(connection),
    Solid: async (connection) =>
      ((await importForServer('solid-server.ts')) as typeof SolidPage).renderElement(connection),
  };

describe.skipIf(!hasChromium)('<mx-connect> that a server has rendered', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test.each(Object.entries(RENDER))(
    'gets its connection when %s hydrates it',
    async (name, render) => {
      const markup = await render(still(SCREENS['a code']));
      expect(markup).toMatch(/^(<!--.*?-->)*<mx-connect.*Of the page/s);
      expect(markup).not.toMatch(/<input|<form/);

      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      const script = await scriptOf('hydrated.ts', 'development');
      const { hydrationScript } = (await importForServer('solid-server.ts')) as typeof SolidPage;
      const body = `<!doctype html><html lang="en"><title>Connect</title>${hydrationScript()}<main>${markup}</main><script>${script}</script></html>`;
      await page.route('https://screens.example/', (route) =>
        route.fulfill({ contentType: 'text/html', body }),
      );
      await page.goto(`https://screens.example/#${name}`);
      await expect.poll(() => page.getByRole('textbox').count()).toBe(1);
      expect(await page.getByText(footer).count()).toBe(1);
      expect(errors).toEqual([]);
      await page.close();
    },
  );
});
