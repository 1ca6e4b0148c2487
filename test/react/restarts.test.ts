import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bank } from '../support/bank.ts';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { putPage } from '../support/pages.ts';
import { isEverywhere } from '../support/run-count.ts';

const ADDRESS = 'https://connect.example/';

/** What the page puts there for us. */
interface InPage {
  readonly mx: Pick<Bank, 'calls'>;
  release(): void;
  show(mode: 'visible' | 'hidden'): void;
}

const BUILDS = isEverywhere ? (['development', 'production'] as const) : (['development'] as const);
const HASHES = isEverywhere ? (['', '#strict'] as const) : (['#strict'] as const);

const callsOf = async (page: Page, name: string): Promise<number> =>
  page.evaluate(
    (name) => (window as unknown as InPage).mx.calls.filter(({ call }) => call === name).length,
    name,
  );
const text = (page: Page, expected: string) =>
  page.getByRole('button', { name: expected, includeHidden: true }).waitFor({ state: 'attached' });
const show = (page: Page, mode: 'visible' | 'hidden') =>
  page.evaluate((mode) => (window as unknown as InPage).show(mode), mode);

describe.skipIf(!hasChromium).each(BUILDS)(
  'in the %s build of a page that uses `useActor` of @xstate/react',
  (mode) => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());

    async function open(hash: '' | '#strict'): Promise<Page> {
      const context = await browser.newContext();
      await putPage(context, `${ADDRESS}**`, 'react', mode);
      const page = await context.newPage();
      await page.goto(ADDRESS + hash);
      return page;
    }

    test.each(HASHES)('the job is started once (%s)', async (hash) => {
      const page = await open(hash);
      await text(page, 'answers');
      expect(await callsOf(page, 'startJob')).toBe(1);
    });

    test.each(HASHES)(
      'answers that are on their way when an <Activity> is hidden and shown reach MX once (%s)',
      async (hash) => {
        const page = await open(hash);
        await text(page, 'answers');
        await page.getByRole('button').click();
        await expect.poll(() => callsOf(page, 'submitAnswers')).toBe(1);
        for (let times = 0; times < 3; times += 1) {
          await show(page, 'hidden');
          await show(page, 'visible');
        }
        await page.evaluate(() => (window as unknown as InPage).release());
        await text(page, 'connected');
        expect(await callsOf(page, 'submitAnswers')).toBe(1);
        expect(await callsOf(page, 'startJob')).toBe(1);
      },
    );
  },
);
