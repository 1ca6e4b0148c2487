import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transform } from 'lightningcss';
import type { Browser, Page } from 'playwright-core';
import { compile } from 'tailwindcss';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { looksWrong } from '../support/looks.ts';
import { isEverywhere } from '../support/run-count.ts';
import { scriptOf } from './support/build.ts';

const ADDRESS = 'https://around.example/';
const SHEET = readFileSync(
  join(import.meta.dirname, '../../packages/connect/src/style.css'),
  'utf8',
);

/** Tailwind's reset, as its compiler writes it, without the layer in which every other rule would win. */
async function preflight(): Promise<string> {
  const file = createRequire(import.meta.url).resolve('tailwindcss/preflight.css');
  return (await compile(readFileSync(file, 'utf8'))).build([]);
}

/** Style sheets of pages. */
const pageSheets = async () => ({
  'no style sheet': '',
  "Tailwind's preflight": await preflight(),
  'a reset with all: unset': '*, ::before, ::after { all: unset }',
  'a dark background and no color-scheme': 'body { background: #0a0a0a; color: #ededed }',
  'a dark color-scheme': ':root { color-scheme: dark; background: #0a0a0a; color: #ededed }',
  'a light color-scheme': ':root { color-scheme: light }',
  'both color-schemes': ':root { color-scheme: light dark }',
});

/** Where the screens are, and how they get there from the place before. */
const PLACES = {
  'in the page': () => {},
  'in a dialog': () => {
    const dialog = document.body.appendChild(document.createElement('dialog'));
    dialog.append(document.querySelector('main') as Element);
    dialog.showModal();
  },
  'in a shadow root': () => {
    const main = document.querySelector('main') as Element;
    document.querySelector('dialog')?.close();
    const host = document.body.appendChild(document.createElement('div'));
    const shadow = host.attachShadow({ mode: 'open' });
    for (const sheet of document.querySelectorAll('style[data-own]'))
      shadow.append(sheet.cloneNode(true));
    shadow.append(main);
  },
} as const;

const SCHEMES = ['light', 'dark'] as const;

describe.skipIf(!hasChromium)('the screens in a page of another', () => {
  let browser: Browser;
  let sheets: Awaited<ReturnType<typeof pageSheets>>;
  let scripts: Readonly<Record<'plain' | 'element', string>>;
  beforeAll(async () => {
    browser = await launchChromium();
    sheets = await pageSheets();
    scripts = {
      plain: await scriptOf('plain-screens.ts', 'production'),
      element: await scriptOf('screens.ts', 'production'),
    };
  });
  afterAll(() => browser.close());

  /** A page with a style sheet of its own before ours, and with a policy that forbids what is inline. */
  async function open(kind: keyof typeof scripts, before: string, sheet = SHEET, after = '') {
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
    onTestFinished(() => page.context().close());
    const own = kind === 'plain' ? sheet : '';
    const styles = [before, own, after].map(
      (text, index) => `<style nonce="own"${index === 1 ? ' data-own' : ''}>${text}</style>`,
    );
    const html = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Connect</title>${styles.join('')}
<main></main><script src="/script.js"></script></html>`;
    await page.route(`${ADDRESS}**`, (route) => {
      const { pathname } = new URL(route.request().url());
      const frame = `<!doctype html><style nonce="own">iframe { inline-size: 100%; block-size: 700px; border: 0 }</style>
        <iframe src="/"></iframe>`;
      return pathname === '/script.js'
        ? route.fulfill({ contentType: 'text/javascript', body: scripts[kind] })
        : route.fulfill({
            contentType: 'text/html',
            headers: {
              'content-security-policy':
                "default-src 'none'; script-src 'self'; style-src 'nonce-own'; img-src data:; frame-src 'self'",
            },
            body: pathname === '/frame' ? frame : html,
          });
    });
    return page;
  }

  async function expectGood(page: Page, where: string) {
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      expect(await looksWrong(page), `${where}, on a ${colorScheme} system`).toEqual([]);
    }
  }

  const CASES = (['plain', 'element'] as const).flatMap((kind) =>
    [
      'no style sheet',
      "Tailwind's preflight",
      'a reset with all: unset',
      'a dark background and no color-scheme',
      'a dark color-scheme',
      'a light color-scheme',
      'both color-schemes',
    ].map((name) => [kind, name as keyof typeof sheets] as const),
  );

  test.each(isEverywhere ? CASES : CASES.filter(([, name]) => name.startsWith('Tailwind')))(
    '%s, with %s',
    async (kind, name) => {
      const page = await open(kind, sheets[name]);
      await page.goto(ADDRESS);
      await page.locator('[data-screen=login]').first().waitFor();
      for (const [place, put] of Object.entries(PLACES)) {
        await page.evaluate(put);
        await expectGood(page, place);
      }
      await page.goto(`${ADDRESS}frame`);
      await page.frameLocator('iframe').locator('[data-screen=login]').first().waitFor();
      await expectGood(page, 'in an iframe');
    },
  );

  test('a reset after our sheet does the same', async () => {
    for (const name of ["Tailwind's preflight", 'a reset with all: unset'] as const) {
      const page = await open('plain', '', SHEET, sheets[name]);
      await page.goto(ADDRESS);
      await page.locator('[data-screen=login]').first().waitFor();
      await expectGood(page, name);
    }
  });

  test('follow a page that is switched to dark and back', async () => {
    const page = await open('element', '');
    await page.goto(ADDRESS);
    const element = page.locator('mx-connect [part=box]').first();
    await element.waitFor();
    const surface = () => element.evaluate((one) => getComputedStyle(one).backgroundColor);
    const light = await surface();
    const scheme = (value: string) =>
      page.evaluate((given) => {
        document.documentElement.style.colorScheme = given;
      }, value);
    await scheme('dark');
    expect(await surface()).not.toBe(light);
    expect(await looksWrong(page)).toEqual([]);
    await scheme('');
    expect(await surface()).toBe(light);
  });

  test('colours that Lightning CSS has rewritten for a page without color-scheme are noticed', async () => {
    const colours = /(--_[\w-]+: var\(--mx-connect-[\w-]+, )(color-mix\(.*\)|Canvas)\)/g;
    const mutated = SHEET.replace(colours, '$1light-dark($2, $2))');
    const filename = 'style.css';
    const targets = { chrome: 90 << 16 };
    const { code } = transform({ filename, code: Buffer.from(mutated), targets });
    const page = await open('plain', '', code.toString());
    await page.goto(ADDRESS);
    await page.locator('[data-screen=login]').first().waitFor();
    const wrong = (await looksWrong(page)).join('\n');
    for (const fault of ['the border is 0px', 'the button has', 'the ring of the focus is'])
      expect(wrong).toContain(fault);
  });
});
