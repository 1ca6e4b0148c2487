import { describe, expect, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground, type Visit } from './support/visit.ts';

/** Goes on to a round: each answer "challenge" makes the bank ask once more, and the log longer. */
async function askUpTo(last: number, { page, button }: Visit): Promise<void> {
  const rounds = page.locator('.eyebrow');
  await rounds.waitFor();
  for (let round = Number((await rounds.textContent())?.slice(-1)); round < last; round++) {
    await page.getByRole('textbox').fill('challenge');
    await button('Send').click();
    await page.getByText(`Round ${round + 1}`, { exact: true }).waitFor();
  }
}

describe.skipIf(!hasChromium)('the log in the playground', () => {
  const visit = usePlayground();

  test('shows what is new at its top, in sight, while more comes than it has room for', async () => {
    const there = await visit();
    await there.connect('challenge');
    await askUpTo(4, there);
    const { above, over } = await there.page.locator('.log').evaluate((list) => {
      const newest = list.querySelector('.entry')?.getBoundingClientRect().top ?? 0;
      return {
        above: newest - list.getBoundingClientRect().top,
        over: list.scrollHeight - list.clientHeight,
      };
    });
    expect(over).toBeGreaterThan(0);
    expect(above).toBe(0);
    const texts = await there.page.locator('.entry .time').allTextContents();
    const times = texts.map(Number);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(times[0]).toBeGreaterThan(0);
  });

  test('leaves an entry open, and in its place, that somebody reads', async () => {
    const there = await visit();
    const { page } = there;
    await there.connect('challenge');
    await askUpTo(4, there);
    const first = page.locator('.entry.reading').last();
    const json = await first.locator('pre').textContent();
    await first.locator('summary').click();
    await page.locator('.log').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    const open = page.locator('.entry:has(details[open])');
    const place = () =>
      page.locator('.log').evaluate((list) => {
        const opened = list.querySelector('details[open]')?.getBoundingClientRect().top ?? 0;
        return opened - list.getBoundingClientRect().top;
      });
    const before = { count: await page.locator('.entry').count(), place: await place() };

    await askUpTo(5, there);
    expect(await page.locator('.entry').count()).toBeGreaterThan(before.count);
    expect(await open.count()).toBe(1);
    expect(await open.locator('pre').textContent()).toBe(json);
    expect(Math.abs((await place()) - before.place)).toBeLessThan(2);
  });
});
