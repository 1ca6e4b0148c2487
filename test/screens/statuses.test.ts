import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { putPage, violations } from './support/page.ts';

const ADDRESS = 'https://statuses.example/';

describe.skipIf(!hasChromium)('a member at rest, in each of its statuses', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  async function open() {
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
    await putPage(page.context(), ADDRESS, 'statuses');
    await page.goto(ADDRESS);
    await page.locator('mx-connect [data-part=field]').first().waitFor();
    return page;
  }

  test('is shown accessibly, starts nothing, and reports no end', async () => {
    const page = await open();
    expect(await page.getByRole('group').count()).toBe(23);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => Object(window).reported)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByRole('button', { name: 'Try again' }).first().click();
    expect(await page.evaluate(() => Object(window).reported)).toEqual(['REJECTED aggregate']);
  });
});
