import type { Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground } from './support/visit.ts';

/** What a button puts into the clipboard. */
function copiedBy(page: Page, name: string): Promise<string> {
  return page.evaluate(
    (words) =>
      new Promise<string>((resolve) => {
        Object.defineProperty(navigator, 'clipboard', {
          configurable: true,
          value: { writeText: async (text: string) => resolve(text) },
        });
        const buttons = [...document.querySelectorAll<HTMLButtonElement>('#extras button')];
        buttons.find(({ textContent }) => textContent?.includes(words))?.click();
      }),
    name,
  );
}

describe.skipIf(!hasChromium)('the second script of the playground', () => {
  const visit = usePlayground();
  const failedIn = (page: Page) => page.locator('.where', { hasText: 'Now failed' }).waitFor();
  /** A column of the ledger: this machine, and the loop. */
  const numbers = async (page: Page, title: string) => {
    const titles = await page.locator('#ledger thead th').allTextContents();
    const cells = page.locator(`#ledger tbody td:nth-of-type(${titles.indexOf(title) + 1})`);
    return (await cells.allTextContents()).map(Number);
  };

  test('a naive client sends an answer again after a lost reply, and the bank refuses it', async () => {
    const { page, connect, sees, button } = await visit();
    await page.getByRole('switch', { name: 'The reply is lost' }).check();
    await connect('challenge');
    await page.getByLabel('What city').fill('correct');
    await button('Continue').click();
    await sees('Connected to MX Bank');
    await page.getByText('It sent an answer again').waitFor();
    expect(await numbers(page, 'Logins')).toEqual([1, 1]);
    expect(await numbers(page, 'Answers accepted')).toEqual([1, 1]);
    const [own, naive] = await numbers(page, 'Answers refused');
    expect([own, Number(naive) > 0]).toEqual([0, true]);
  });

  test('a naive client logs in again after a failure without asking, and this machine does not', async () => {
    const { page, connect } = await visit();
    await connect('INVALID');
    await failedIn(page);
    await page.getByText('It logged in again without asking after a failure.').waitFor();
    await expect.poll(() => numbers(page, 'Logins')).toEqual([1, 3]);
  });

  test('a link replays a run, and never contains an answer that somebody made up', async () => {
    const { page, connect, button } = await visit();
    await connect('simulate:options,token');
    await page.locator('[data-part=option]', { hasText: 'Text message to' }).click();
    await button('Continue').click();
    await page.getByLabel('Enter the code').fill('Xanadu-7');
    await button('Continue').click();
    await failedIn(page);
    const titles = async (one: Page) =>
      (await one.locator('.entry.event .title').allTextContents()).map((text) => text.trim());
    const link = await copiedBy(page, 'replays this run');
    expect(decodeURIComponent(link)).not.toContain('Xanadu');
    const other = await visit({ at: link });
    await failedIn(other.page);
    expect(await titles(other.page)).toEqual(await titles(page));
  });

  test('a damaged link replays nothing', async () => {
    const { sees } = await visit({ at: `${inject('playground').url}#run=%7B%22turned%22:3` });
    await sees('Connect your account at MX Bank');
  });

  test('time can be stopped, and can skip one wait', async () => {
    const { page, connect, sees, button } = await visit({ at: inject('playground').url });
    await connect('challenge');
    await page.getByText('Round 1', { exact: true }).waitFor();
    await button('Pause').click();
    const where = page.locator('.where');
    const before = await where.textContent();
    const polls = page.locator('.entry.reading');
    const count = await polls.count();
    await button('Skip this wait').click();
    await expect.poll(() => polls.count()).toBe(count + 1);
    expect(await where.textContent()).not.toBe(before);
    await button('Resume').click();
    await page.getByRole('switch', { name: 'Skip all waits' }).check();
    await page.getByLabel('What city').fill('correct');
    await button('Continue').click();
    await sees('Connected to MX Bank');
    await page.reload();
    await sees('Connected to MX Bank');
  });

  test('the test can be copied after the lifecycle has ended', async () => {
    const { page, connect } = await visit();
    await connect('LOCKED');
    await failedIn(page);
    const text = await copiedBy(page, 'as a test');
    expect(text).toContain(`reason: "locked"`);
  });
});
