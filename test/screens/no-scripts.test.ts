import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MemberConnection } from '@mx-member/connect';
import { MemberScreen as ReactScreen } from '@mx-member/connect/react';
import { MemberScreen as SolidScreen } from '@mx-member/connect/solid';
import { MemberScreen as VueScreen } from '@mx-member/connect/vue';
import type { Browser, Page } from 'playwright-core';
import { createElement } from 'react';
import { renderToString as renderReact } from 'react-dom/server';
import { createComponent } from 'solid-js';
import { renderToString as renderSolid } from 'solid-js/web';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSSRApp } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { isEverywhere } from '../support/run-count.ts';
import type * as SveltePage from './pages/svelte-server.ts';
import { importForServer } from './support/build.ts';
import { SCREENS, still } from './support/screens.ts';

type Render = (connection: MemberConnection) => string | Promise<string>;

const FRAMEWORKS: Readonly<Record<string, Render>> = {
  React: (connection) => renderReact(createElement(ReactScreen, { connection })),
  Vue: (connection) => renderVue(createSSRApp(VueScreen, { connection })),
  Solid: (connection) => renderSolid(() => createComponent(SolidScreen, { connection })),
  Svelte: async (connection) =>
    ((await importForServer('svelte-server.ts')) as typeof SveltePage).renderScreen(connection),
};

/** A browser asks for an icon unless the page has one. */
const HEAD = '<!doctype html><link rel="icon" href="data:,">';

const FORMS = ['the login again', 'all kinds of questions'] as const;

/** Where the page puts the screen. A parser drops a form within a form, and gives its fields to the outer form. */
const PAGES: Readonly<Record<string, (screen: string) => string>> = {
  'as it is': (screen) => screen,
  'in a form of the page': (screen) => `<form method="get" action="/search">${screen}</form>`,
  'in a dialog of the page': (screen) => `<dialog open>${screen}</dialog>`,
};

describe.skipIf(!hasChromium)('with scripts off, or before they have run', () => {
  let browser: Browser;
  let page: Page;
  let server: Server;
  let body = '';
  /** Everything that the page's server could write into its log. */
  let log: string[] = [];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let sent = '';
      for await (const chunk of request.setEncoding('utf8')) sent += chunk;
      const { method, url, headers } = request;
      log.push(`${method} ${url} ${JSON.stringify(headers)} ${sent}`);
      response.setHeader('content-type', 'text/html').end(`${HEAD}<main>${body}</main>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launchChromium();
    const context = await browser.newContext({ javaScriptEnabled: false });
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });
  beforeEach(() => {
    log = [];
  });

  /** Fills in all fields, and tries every way of sending a form that a person has. */
  async function fillAndSend(): Promise<void> {
    for (const [index, field] of (await page.locator('[data-part=field]').all()).entries())
      await field.fill(`canary-${index}`);
    for (const group of await page.getByRole('radiogroup').all())
      await group.getByRole('radio').last().check();
    await page.locator('[data-part=field]').last().press('Enter');
    // The page's own form was sent, or the page's dialog has closed.
    const submit = page.locator('[data-part=submit]');
    if (await submit.isVisible()) await submit.click();
  }

  const frameworks = Object.keys(FRAMEWORKS).slice(0, isEverywhere ? undefined : 1);
  describe.each(frameworks)('a form that %s has rendered on a server', (framework) => {
    test.each(FORMS.flatMap((form) => Object.keys(PAGES).map((around) => [form, around] as const)))(
      'sends nothing that was entered: %s, %s',
      async (form, around) => {
        const shown = still(SCREENS[form]);
        body = PAGES[around]?.((await FRAMEWORKS[framework]?.(shown)) ?? '') ?? '';
        const { port } = server.address() as AddressInfo;
        await page.goto(`http://127.0.0.1:${port}/`);
        await fillAndSend();
        const told = [page.url(), ...log].join('\n');
        expect(told).not.toMatch(/canary|phone|mail/);
        expect(log.length > 1).toBe(around.includes('form'));
      },
    );
  });
});
