import { describedMachine } from '@mx-member/machine';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground } from './support/visit.ts';

/** What a frame shows of its chart. */
const shownIn = (page: Page) =>
  page.locator('.chart').evaluate((frame) => {
    const svg = frame.querySelector('svg') as SVGSVGElement;
    const things = [...svg.querySelectorAll('.thing')];
    const active = things.filter((thing) => thing.matches('.active')).at(-1);
    const [outer, inner] = [frame, active].map((one) => one?.getBoundingClientRect());
    return {
      isScrolled: frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight,
      isSeen:
        !!outer &&
        !!inner &&
        inner.left >= outer.left &&
        inner.right <= outer.right &&
        inner.bottom <= outer.bottom,
      /** The height of the letters, in pixels on the screen. */
      letters: 12 * (svg.getScreenCTM()?.a ?? 0),
      bottom: Math.max(...things.map((thing) => thing.getBoundingClientRect().bottom)),
    };
  });

const WINDOWS = [
  // The first with a scroll bar at the side of the page.
  [1265, 800],
  [1280, 800],
  [1440, 900],
  [1920, 1080],
] as const;

describe.skipIf(!hasChromium)('the chart in the playground', () => {
  const visit = usePlayground();
  const asked = async (options: Parameters<typeof visit>[0] = {}) => {
    const there = await visit(options);
    await there.connect('challenge');
    await there.sees('Answer a question from MX Bank');
    return there;
  };

  test('fits ordinary windows and can be read in them', async () => {
    const { page } = await asked();
    for (const [width, height] of WINDOWS) {
      await page.setViewportSize({ width, height });
      const { isScrolled, letters, bottom } = await shownIn(page);
      expect(isScrolled, `${width}`).toBe(false);
      expect(letters, `${width}`).toBeGreaterThan(11);
      expect(bottom, `${width}`).toBeLessThan(height);
    }
  });

  test('is whole and can be read on a phone', async () => {
    const { page } = await asked({ viewport: { width: 390, height: 844 } });
    const { isScrolled, isSeen, letters } = await shownIn(page);
    expect({ isScrolled, isSeen }).toEqual({ isScrolled: false, isSeen: true });
    expect(letters).toBeGreaterThanOrEqual(12);
  });

  test('follows the active state in a frame that is too narrow for it', async () => {
    const { page, connect, sees } = await visit({ viewport: { width: 300, height: 844 } });
    await connect('correct');
    await sees('Connected to MX Bank');
    const { isScrolled, isSeen, letters } = await shownIn(page);
    expect({ isScrolled, isSeen }).toEqual({ isScrolled: true, isSeen: true });
    expect(letters).toBeGreaterThan(11);
  });

  test('marks the active states, and the way of the last step with its sentence', async () => {
    const { page, button, sees } = await asked();
    const taken = page.locator('.chart .arrow.taken');
    const said = () => taken.getAttribute('aria-label');
    // The question is asked once. From then on the same question is still open.
    await expect
      .poll(said)
      .toBe(
        'The last step: if challenged: deciding → challenged › waiting. The same question is still open.',
      );
    const names = page.locator('.chart .active > text:first-of-type');
    expect(await names.allTextContents()).toEqual(['challenged', 'waiting']);
    expect(await page.locator('.state.taken').getAttribute('aria-label')).toContain(
      'The last step: readStatus done: challenged › reading → deciding.',
    );
    const strokeOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((line) => getComputedStyle(line).stroke);
    const accent = await strokeOf('.chart .arrow.taken path');
    expect(await strokeOf('.chart .state.active rect')).toBe(accent);
    expect(await strokeOf('.chart .arrow:not(.taken) path')).not.toBe(accent);

    await page.getByLabel('What city').fill('Springfield');
    await button('Continue').click();
    await sees('MX Bank did not accept your answer');
    expect(await said()).toContain('deciding → failed');
  });

  test('follows the question on a phone', async () => {
    const { page, connect, sees } = await visit({ viewport: { width: 390, height: 844 } });
    await connect('challenge');
    await sees('Answer a question from MX Bank');
    const topOf = (selector: string) =>
      page.locator(selector).evaluate((element) => element.getBoundingClientRect().top);
    const tops = await Promise.all(['#connect', '#chart', '#controls', '#log'].map(topOf));
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    expect(tops[1]).toBeLessThan(844);
  });

  test.each([390, 1280])('has room for all its labels at %i pixels', async (width) => {
    const { page } = await visit({ viewport: { width, height: 900 } });
    const outside = await page.locator('.chart svg').evaluate((svg) =>
      [...svg.querySelectorAll('text')].flatMap((text) => {
        const box = text.parentElement?.matches('.state')
          ? text.parentElement.querySelector('rect:last-of-type')
          : svg;
        const [outer, inner] = [box, text].map((one) => one?.getBoundingClientRect());
        const isIn = outer && inner && inner.left >= outer.left && inner.right <= outer.right;
        return isIn ? [] : [text.textContent];
      }),
    );
    expect(outside).toEqual([]);
  });

  test('has a description with the number of states and the current state', async () => {
    const { page, connect, sees } = await visit();
    const label = () => page.locator('.chart').getAttribute('aria-label');
    await expect.poll(label).toContain('Statechart: 18 states. Not running.');
    await connect('challenge');
    await sees('Answer a question from MX Bank');
    await expect.poll(label).toContain('Statechart: 18 states. Now challenged › waiting.');
  });

  test('describes and highlights the thing under the pointer', async () => {
    const { page } = await visit();
    const said = page.locator('.pointed');
    const widthOf = (thing: Locator) =>
      thing
        .locator('path, rect')
        .first()
        .evaluate((line) => getComputedStyle(line).strokeWidth);

    const connected = page.locator('.state[aria-label^="connected"]');
    await connected.hover();
    expect(await said.textContent()).toContain('connected (final): ');
    expect(await widthOf(connected)).toBe('2.5px');

    const answers = page.locator('.arrow[aria-label^="answer "]');
    expect(await widthOf(answers)).toBe('1px');
    const line = await answers.locator('path').first().boundingBox();
    await page.mouse.move((line?.x ?? 0) + 10, (line?.y ?? 0) + (line?.height ?? 0) / 2);
    expect(await said.textContent()).toContain('answer [answersFit]: challenged → resumed. ');
    expect(await widthOf(answers)).toBe('2.5px');
    await page.mouse.move(1, 1);
    expect(await said.textContent()).toBe(describedMachine.root.description);
  });
});
