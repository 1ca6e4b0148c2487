import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground, type Visit } from './support/visit.ts';

/** What one does to see a screen. */
const SCREENS: Readonly<Record<string, (visit: Visit) => Promise<unknown>>> = {
  login: ({ sees }) => sees('Connect your account at MX Bank'),
  progress: async ({ page, connect }) => {
    await page.getByRole('switch', { name: 'Too many requests' }).check();
    await connect('correct');
    await page.locator('.trouble', { hasText: 'MX asks to send less.' }).waitFor();
  },
  questions: async ({ page, connect, button }) => {
    await connect('simulate:text+token+image_options');
    await button('Send').click();
    await page.locator('.problem', { hasText: 'The answer is empty.' }).first().waitFor();
  },
  picture: async ({ connect, sees }) => {
    await connect('image');
    await sees('MX Bank has a question');
  },
  bank: async ({ page, connect, button }) => {
    await connect('mx_bank_oauth');
    await button('Go to MX Bank').click();
    await page.frameLocator('iframe').getByText('An application asks').waitFor();
  },
  failed: async ({ connect, sees }) => {
    await connect('LOCKED');
    await sees('Not connected');
  },
  connected: async ({ connect, sees }) => {
    await connect('correct');
    await sees('Connected');
  },
};

describe.skipIf(!hasChromium)('how the playground looks', () => {
  const visit = usePlayground();
  let axe = '';
  beforeAll(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });

  /** What axe finds wrong, with where. */
  async function violations(page: Page): Promise<readonly string[]> {
    await page.locator('.chart svg').waitFor();
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { violations } = await (
        globalThis as unknown as { axe: typeof import('axe-core') }
      ).axe.run({ exclude: [['iframe']] });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    });
  }

  test.each(Object.keys(SCREENS))(
    'the screen "%s" is accessible, in light and dark, and fits 360 pixels',
    async (name) => {
      const there = await visit({ viewport: { width: 360, height: 740 } });
      const { page } = there;
      await SCREENS[name]?.(there);
      expect(await violations(page)).toEqual([]);
      const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await paper();
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await paper()).not.toBe(light);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        360,
      );
    },
  );

  test('every state and transition has its say when the keyboard points at it', async () => {
    const { page } = await visit();
    await page.locator('.chart svg').waitFor();
    await page.locator('.chart').focus();
    const said = page.locator('.pointed');
    const texts = new Set<string | null>();
    for (let count = 0; count < 12; count++) {
      await page.keyboard.press('ArrowRight');
      texts.add(await said.textContent());
    }
    expect(texts.size).toBe(12);
  });

  test('a switch is named once, and what it does is said after its name', async () => {
    const { page } = await visit();
    const slow = page.getByRole('switch', { name: 'MX is slow', exact: true });
    await page.getByText('Every answer takes seconds longer.').click();
    expect(await slow.isChecked()).toBe(true);
  });

  test('the built files open from a folder, without any server', async () => {
    const { folder } = inject('playground');
    const { page, connect, sees } = await visit({
      at: `${pathToFileURL(folder)}/index.html?pace=fast`,
    });
    await connect('correct');
    await sees('Connected');
    await page.locator('.chart svg').waitFor();
  });
});
