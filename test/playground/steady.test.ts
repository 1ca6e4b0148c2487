import type { Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground } from './support/visit.ts';

/** What moved by itself: the worst session of at most five seconds, with gaps of less than one, as browsers count it (CLS). */
function watchShifts(): void {
  const shifts: { at: number; value: number }[] = [];
  Object.assign(window, { shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { hadRecentInput, value, startTime } = entry as PerformanceEntry & {
        readonly hadRecentInput: boolean;
        readonly value: number;
      };
      if (!hadRecentInput) shifts.push({ at: startTime, value });
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

function worstSession(shifts: readonly { readonly at: number; readonly value: number }[]): number {
  let [worst, sum, from, last] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  for (const { at, value } of shifts) {
    if (at - last >= 1_000 || at - from >= 5_000) [sum, from] = [0, at];
    sum += value;
    last = at;
    worst = Math.max(worst, sum);
  }
  return worst;
}

/** Where the parts of the page are that begin in the window, in pixels from its top. */
const placesIn = (page: Page) =>
  page.locator('main section, #note').evaluateAll((parts) =>
    parts
      .map((one) => ({
        id: one.id || one.className,
        top: Math.round(one.getBoundingClientRect().top),
      }))
      .filter(({ top }) => top < window.innerHeight),
  );

describe.skipIf(!hasChromium)('while the playground is watched', () => {
  const visit = usePlayground();

  test.each([390, 768, 1280, 1600])(
    'at %i pixels the parts of the page stand where they stood before its script was there',
    async (width) => {
      const { url } = inject('playground');
      const viewport = { width, height: 900 };
      const before = await visit({ viewport, at: url, javaScriptEnabled: false });
      const { page } = await visit({ viewport, at: url });
      await page.locator('.chart svg').waitFor();
      expect(await placesIn(page)).toEqual(await placesIn(before.page));
    },
  );

  test('at 1280 pixels the note below the screen keeps its place while the bank asks', async () => {
    const { page, connect, button } = await visit();
    const places = () => page.locator('#note').evaluate((note) => note.getBoundingClientRect().top);
    const before = await places();
    await connect('simulate:options,token');
    await page.locator('[data-part=option]', { hasText: 'Text message to' }).click();
    expect(await places()).toBe(before);
    await button('Continue').click();
    await page.getByLabel('Enter the code').waitFor();
    expect(await places()).toBe(before);
  });

  test.each([390, 768, 1280])(
    'at %i pixels it has its looks at once, nothing moves by itself, and the chart is whole and legible',
    async (width) => {
      const { url } = inject('playground');
      const there = await visit({ viewport: { width, height: 900 }, before: watchShifts, at: url });
      const { page, connect, sees, button } = there;
      await connect('simulate:options,token');
      await page.getByText('Round 1', { exact: true }).waitFor();
      await page.locator('[data-part=option]', { hasText: 'Text message to' }).click();
      await button('Continue').click();
      await page.getByLabel('Enter the code').fill('correct');
      await button('Continue').click();
      await sees('Connected to MX Bank');
      await page.waitForFunction('document.querySelectorAll(".entry").length > 6');
      const shifts = await page.evaluate(
        () => (window as unknown as { shifts: { at: number; value: number }[] }).shifts,
      );
      expect(worstSession(shifts)).toBeLessThan(0.05);

      const { over, letters } = await page.locator('.chart').evaluate((frame) => {
        const svg = frame.querySelector('svg') as SVGSVGElement;
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        const sizes = [...svg.querySelectorAll('text')].map((text) =>
          Number.parseFloat(getComputedStyle(text).fontSize),
        );
        return { over: frame.scrollWidth - frame.clientWidth, letters: scale * Math.min(...sizes) };
      });
      expect(over).toBeLessThanOrEqual(0);
      expect(letters).toBeGreaterThan(11);
    },
  );
});
