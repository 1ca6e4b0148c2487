import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { htmlOf } from './support/page.ts';

const ADDRESS = 'https://strict.example/';
const GUIDE = readFileSync(join(import.meta.dirname, '../../docs/looks.md'), 'utf8');

describe.skipIf(!hasChromium)('the strict policy of the guide', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  /** What a browser refuses on a page with all screens and this policy. */
  async function refusedBy(policy: string): Promise<readonly string[]> {
    const context = await browser.newContext();
    const html = (await htmlOf('screens'))
      .replace(/<style>.*?<\/style>/s, '')
      .replace('<script>', '<script nonce="own">');
    await context.route('**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': policy },
        body: html,
      }),
    );
    await context.addInitScript(() => {
      const refused = new Set<string>();
      Object.assign(window, { refused });
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        refused.add(effectiveDirective),
      );
    });
    const page = await context.newPage();
    await page.goto(ADDRESS);
    const picture = page.locator('mx-connect [data-part=picture]').first();
    await picture.waitFor({ state: 'attached' });
    await page.locator('mx-connect').first().waitFor();
    expect(
      await page
        .getByRole('button', { name: 'Continue' })
        .first()
        .evaluate((button) => getComputedStyle(button).cursor),
    ).toBe('pointer');
    const refused = await page.evaluate(() => [...Object(window).refused]);
    await context.close();
    return refused;
  }

  const [, policy = ''] = /```text\n(default-src.*?)```/s.exec(GUIDE) ?? [];
  const strict = policy.replace(/\s+/g, ' ').replace("script-src 'self'", "script-src 'nonce-own'");

  test('lets the element work, with its looks and with the pictures of a bank', async () => {
    expect(strict).toContain('img-src data:');
    expect(await refusedBy(strict)).toEqual([]);
  });

  test('is needed as it is for pictures: without data: they are not shown', async () => {
    expect(await refusedBy(strict.replace('img-src data:', "img-src 'self'"))).toEqual(['img-src']);
  });
});
