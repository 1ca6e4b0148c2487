import { describe, expect, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground, type Visit } from './support/visit.ts';

/** Goes on to a round: each answer "challenge" makes the bank ask once more, and the log longer. */
async function askUpTo(last: number, { page, button }: Visit): Promise<void> {
  const rounds = page.locator('.eyebrow');
  // Before the first question no round is shown.
  await page.getByText(/^Round [1-9]$/).waitFor();
  for (let round = Number((await rounds.textContent())?.slice(-1)); round < last; round++) {
    await page.getByRole('textbox').fill('challenge');
    await button('Continue').click();
    await page.getByText(`Round ${round + 1}`, { exact: true }).waitFor();
  }
}

describe.skipIf(!hasChromium)('the log in the playground', () => {
  const visit = usePlayground();

  test('explains for a locked account why one poll was not enough, and what the second one led to', async () => {
    const { page, connect, sees } = await visit();
    await connect('LOCKED');
    await sees('MX Bank has locked your account');
    const readings = page.locator('.entry.reading', { hasText: 'MX shows LOCKED, no job runs' });
    const first = await readings.last().textContent();
    expect(first).toContain('failedOnce');
    expect(first).toContain('One poll is not enough, because a replica may lag behind');
    expect(first).toContain('a poll that is sent at least 3 s later shows it too');
    expect(first).toMatch(/Stays in aggregating\. Polls in [\d.]+ s\./);
    const last = await readings.first().textContent();
    expect(last).toContain('aggregating → failed. Reason locked, next step visitInstitution.');
  });

  test('says why answers were refused, and not that they were given', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('challenge');
    await sees('Answer a question from MX Bank');
    await page.getByLabel('What city').fill('x'.repeat(5_000));
    await button('Continue').click();
    const refused = page.locator('.entry.refused');
    await refused.waitFor();
    expect(await refused.textContent()).toContain(
      'Answers refused before sending: The answer is longer than 4096 characters.',
    );
    expect(await refused.textContent()).toContain('Nothing was sent to MX.');
    expect(await page.locator('.entry', { hasText: 'The user answered' }).count()).toBe(0);
  });

  test('says why a poll failed and when the next one follows', async () => {
    const { page, connect, sees } = await visit();
    await connect('challenge');
    await sees('Answer a question from MX Bank');
    await page.getByRole('switch', { name: 'MX is unreachable' }).check();
    const fault = page.locator('.entry.fault').first();
    await fault.waitFor();
    expect(await fault.textContent()).toContain(
      'The poll failed: MX cannot be reached at present.',
    );
    expect(await fault.textContent()).toMatch(/Stays in challenged\..*Polls again in [\d.]+ s/);
  });

  test('goes on after a reload', async () => {
    const { page, connect, sees } = await visit();
    await connect('challenge');
    await sees('Answer a question from MX Bank');
    const titles = () => page.locator('.entry .title').allTextContents();
    const before = (await titles()).map((title) => title.trim());
    await page.reload();
    await page.getByText('The page was reloaded').waitFor();
    const after = (await titles()).map((title) => title.trim());
    expect(after.slice(-before.length)).toEqual(before);
    expect(before.at(-1)).toBe('The lifecycle begins');
  });

  test('shows the chart and the screen at the time of a selected entry, until the person goes back', async () => {
    const there = await visit();
    const { page, connect, sees, button } = there;
    await connect('challenge');
    await sees('Answer a question from MX Bank');
    await page.getByLabel('What city').fill('correct');
    await button('Continue').click();
    await sees('Connected to MX Bank');
    const active = page.locator('.chart .state.active').last();
    expect(await active.getAttribute('aria-label')).toContain('connected');

    const asked = page.locator('.entry', { hasText: 'aggregating → challenged' });
    await asked.getByRole('button').click();
    expect(await active.getAttribute('aria-label')).toContain('challenged');
    await sees('Answer a question from MX Bank');
    await button('Back to the present').click();
    await sees('Connected to MX Bank');
    expect(await active.getAttribute('aria-label')).toContain('connected');
  });

  test('keeps new entries visible at its top, even if there are more than it has room for', async () => {
    const there = await visit();
    await there.connect('challenge');
    await askUpTo(4, there);
    const log = there.page.locator('.log');
    const above = () =>
      log.evaluate((list) => {
        const newest = list.querySelector('.entry')?.getBoundingClientRect().top ?? 0;
        return newest - list.getBoundingClientRect().top;
      });
    expect(await log.evaluate((list) => list.scrollHeight - list.clientHeight)).toBeGreaterThan(0);
    await expect.poll(above).toBe(0);
    const texts = await there.page.locator('.entry .time').allTextContents();
    const times = texts.map(Number);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(times[0]).toBeGreaterThan(0);
  });

  test('does not close or move an entry that somebody reads', async () => {
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
