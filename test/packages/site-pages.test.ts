import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAGES } from '../../site/pages.ts';
import { serveFolder } from '../playground/support/serve.ts';
import { violations } from '../screens/support/page.ts';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { ROOT } from './support/files.ts';

const SITE = join(ROOT, 'site');
const DIST = join(SITE, 'dist');

/** The built pages, without the reference, which takes half a minute to make, and without the playground's own page. */
const htmlFiles = (): readonly string[] =>
  readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.html') && !/^(playground|api)\//.test(name),
  );

/** A look of a page: how wide, and in which colours. */
type Look = readonly [width: number, colorScheme: 'light' | 'dark'];
const LOOKS: readonly Look[] = [
  [1280, 'light'],
  [390, 'dark'],
];
/** Only of pages that have each kind of content: width and colour do not depend on each other. */
const OTHER_LOOKS: readonly Look[] = [
  [1280, 'dark'],
  [390, 'light'],
];
/** The pages in the menu, and two that are not. */
const HTML_FILES = [...PAGES.map(({ path }) => `${path}.html`), 'index.html', '404.html'];
const IN_ALL_LOOKS = ['index.html', 'concepts.html', 'servers.html', 'errors.html'];

/** What is wrong with a page in one look. */
async function problemsIn(page: Page, [width, colorScheme]: Look) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  const found = [...(await violations(page)), ...(isTooWide ? ['wider than the window'] : [])];
  return found.map((problem) => `${width}, ${colorScheme}: ${problem}`);
}

describe.skipIf(!hasChromium)('the built site', () => {
  let browser: Browser;
  let page: Page;
  let served: Awaited<ReturnType<typeof serveFolder>>;

  beforeAll(async () => {
    await promisify(execFile)(join(SITE, 'node_modules/.bin/vitepress'), ['build'], {
      cwd: SITE,
      env: { ...process.env, WITHOUT_API: '1' },
    });
    served = await serveFolder(DIST, '/');
    browser = await launchChromium();
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  test('has each page as HTML and as Markdown, and a list of them for programs', () => {
    const list = readFileSync(join(DIST, 'llms.txt'), 'utf8');
    for (const { path } of PAGES) {
      expect(existsSync(join(DIST, `${path}.html`))).toBe(true);
      expect(existsSync(join(DIST, `${path}.md`))).toBe(true);
      expect(list).toContain(`(/${path}.md)`);
    }
  });

  test('has no other pages', () => {
    expect(htmlFiles().toSorted()).toEqual(HTML_FILES.toSorted());
  });

  test.each(HTML_FILES)(
    'is accessible in light and dark, on a wide screen and a phone: %s',
    async (name) => {
      await page.goto(`${served.url}${name}`);
      const found: string[] = [];
      for (const look of IN_ALL_LOOKS.includes(name) ? [...LOOKS, ...OTHER_LOOKS] : LOOKS)
        found.push(...(await problemsIn(page, look)));
      expect(found).toEqual([]);
    },
  );

  test('finds a word without a network', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const away: string[] = [];
    await context.route('**', (route) => {
      const url = route.request().url();
      if (url.startsWith(served.url)) return route.continue();
      away.push(url);
      return route.abort();
    });
    const offline = await context.newPage();
    await offline.goto(`${served.url}start.html`);
    await offline.getByRole('button', { name: 'Search' }).click();
    await offline.getByRole('searchbox').fill('deadlines needsUser');
    await offline.locator('#localsearch-list a').first().waitFor();
    expect(away).toEqual([]);
    await context.close();
  });
});
