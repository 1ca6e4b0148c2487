import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import type { Report } from '../support/pages/connect-types.ts';
import { putPage } from '../support/pages.ts';
import { isEverywhere, runCount } from '../support/run-count.ts';

const ADDRESS = 'https://connect.example/';
const RUNS = Math.min(200, runCount(isEverywhere ? 20 : 4));

describe.skipIf(!hasChromium)('a connect screen that is hidden, shown and reloaded', () => {
  let browser: Browser;
  let page: Page;
  const errors: unknown[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
    const context = await browser.newContext();
    await putPage(context, ADDRESS, 'connect-world', 'development');
    await putPage(context, `${ADDRESS}app`, 'connect-app', 'development');
    page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(ADDRESS);
  });
  afterAll(() => browser.close());

  test(`starts once and sends each answer once, in ${RUNS} lifecycles`, async () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const report: Report = await page.evaluate(`live(${seed})`);
      const { title, starts, answers, refused, given, arrived, cut, log } = report;
      const said = `seed ${seed}\n${log.join('\n')}\n`;
      expect(title, said).toBe('Connected to your bank');
      expect(starts, said).toBeGreaterThanOrEqual(1);
      expect(starts, said).toBeLessThanOrEqual(cut.startJob ? 2 : 1);
      for (const [guid, times] of Object.entries(arrived))
        expect(times, said).toBeLessThanOrEqual(given[guid] ?? 0);
      if (!cut.submitAnswers) expect([answers, refused], said).toEqual([2, 0]);
    }
    expect(errors).toEqual([]);
  });
});
