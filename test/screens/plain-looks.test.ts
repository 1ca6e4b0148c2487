import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { brokenWords, putPage, violations } from './support/page.ts';

const ADDRESS = 'https://plain.example/';
const SOURCES = join(import.meta.dirname, '../../packages/connect/src');

/** Each language, direction and look once. */
const CASES = [
  ['ar', 'rtl', {}],
  ['de', 'ltr', { colorScheme: 'dark' }],
  ['es', 'ltr', { forcedColors: 'active' }],
  ['logo', 'ltr', { forcedColors: 'active', colorScheme: 'dark' }],
] as const;

describe.skipIf(!hasChromium)('the plain screens with the stylesheet', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  async function open(language: string, direction: 'ltr' | 'rtl', look = {}) {
    const page = await browser.newPage({ ...look, viewport: { width: 390, height: 800 } });
    await putPage(page.context(), ADDRESS, 'plain-screens');
    await page.goto(`${ADDRESS}#${language}`);
    await page.addStyleTag({ content: readFileSync(join(SOURCES, 'style.css'), 'utf8') });
    await page.locator('html').evaluate((html, dir) => html.setAttribute('dir', dir), direction);
    return page;
  }

  test.each(CASES)(
    'are accessible in %s, from %s, and nothing is cut off',
    async (language, direction, look) => {
      const page = await open(language, direction, look);
      expect(await violations(page)).toEqual([]);
      for (const width of [320, 390, 768, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
      // The bank's English text begins on the side where the screen begins.
      const sides = await page.evaluate(() => {
        const at = (part: string) =>
          document
            .querySelector(`[data-screen=questions] [data-part=${part}]`)
            ?.getBoundingClientRect();
        return [at('label'), at('field')].map((box) => [box?.left, box?.right]);
      });
      const side = direction === 'rtl' ? 1 : 0;
      expect(sides[0]?.[side]).toBe(sides[1]?.[side]);
      await page.context().close();
    },
  );

  test('say in the language of the screen what the running time counts', async () => {
    const page = await open('es', 'ltr');
    const before = await page
      .locator('[data-screen=busy] [data-part=clock]')
      .first()
      .evaluate((clock) => getComputedStyle(clock, '::before').content);
    expect(before).toContain('Tiempo transcurrido');
    await page.context().close();
  });

  test.each(
    ['en', 'es', 'fr-CA'].flatMap((language) => [
      [language, 'text of twice the size', '200%', 390] as const,
      [language, 'a zoom of 200 % on a phone', '100%', 195] as const,
    ]),
  )('in %s keep each word whole with %s', async (language, _, size, width) => {
    const page = await open(language, 'ltr');
    await page.addStyleTag({ content: `:root { font-size: ${size} } figure { margin: 0 }` });
    await page.setViewportSize({ width, height: 800 });
    expect(await brokenWords(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.context().close();
  });

  test('break a word of 5,000 letters, wherever the bank has written it', async () => {
    const page = await open('en', 'ltr');
    const texts = page
      .locator('[data-screen] [data-part]')
      .locator(
        'xpath=descendant-or-self::*[not(*) and normalize-space() and not(self::option or self::style)]',
      );
    await texts.evaluateAll((elements) => {
      for (const element of elements) element.textContent = 'x'.repeat(5_000);
    });
    expect(await texts.count()).toBeGreaterThan(20);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    await page.context().close();
  });

  test('lose to the rules and the variables of a page', async () => {
    const page = await open('en', 'ltr');
    await page.addStyleTag({
      content: `:root { --mx-connect-accent: rgb(1, 2, 3) }
        main [data-part=title] { font-weight: 400 }`,
    });
    const looks = await page.evaluate(() => {
      const styleOf = (part: string) =>
        getComputedStyle(document.querySelector(`[data-part=${part}]`) as Element);
      const { backgroundColor } = styleOf('submit');
      return [backgroundColor, styleOf('title').fontWeight];
    });
    expect(looks).toEqual(['rgb(1, 2, 3)', '400']);
    await page.context().close();
  });
});
