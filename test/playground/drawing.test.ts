import { memberMachine } from '@mx-member/machine';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground } from './support/visit.ts';

/** Where the active state is in the chart's frame, and whether one has to scroll there. */
const frameOf = (page: Page) =>
  page.locator('.chart').evaluate((frame) => {
    const [outer, active] = [frame, frame.querySelector('.state.active:not(.compound)')].map(
      (element) => element?.getBoundingClientRect(),
    );
    const isSeen =
      !!outer &&
      !!active &&
      active.left >= outer.left &&
      active.right <= outer.right &&
      active.top >= outer.top &&
      active.bottom <= outer.bottom;
    return {
      isSeen,
      left: frame.scrollLeft,
      isWider: frame.scrollWidth > frame.clientWidth,
      isHigher: frame.scrollHeight > frame.clientHeight,
    };
  });

/** The smallest words in the chart, in pixels on the screen, and where its lowest box ends. */
const measured = (page: Page) =>
  page.locator('.chart svg').evaluate((svg: SVGSVGElement) => {
    const scale = svg.getScreenCTM()?.a ?? 0;
    const sizes = [...svg.querySelectorAll('text')].map(
      (text) => Number.parseFloat(getComputedStyle(text).fontSize) * scale,
    );
    const bottoms = [...svg.querySelectorAll('.state')].map(
      (box) => box.getBoundingClientRect().bottom,
    );
    const { width } = svg.getBoundingClientRect();
    return {
      smallest: Math.min(...sizes),
      bottom: Math.max(...bottoms),
      filled: width / (svg.parentElement?.clientWidth ?? 0),
    };
  });

/** The colour of what was taken. */
const accentOf = (page: Page) =>
  page
    .locator('.chart .now')
    .first()
    .evaluate((mark) => getComputedStyle(mark).fill);

const WINDOWS = [
  // The first with a scroll bar at the side of the page.
  [1265, 800],
  [1280, 800],
  [1440, 900],
  [1920, 1080],
] as const;

describe.skipIf(!hasChromium)('the chart in the playground', () => {
  const visit = usePlayground();

  test.each([false, true])(
    'fits ordinary windows and can be read in them, with all states: %s',
    async (isDetailed) => {
      const { page, button } = await visit();
      if (isDetailed) await button('All states').click();
      for (const [width, height] of WINDOWS) {
        await page.setViewportSize({ width, height });
        expect(await frameOf(page), `${width}`).toMatchObject({ isWider: false, isHigher: false });
        const { smallest, bottom, filled } = await measured(page);
        expect(smallest, `${width}`).toBeGreaterThanOrEqual(12);
        expect(bottom, `${width}`).toBeLessThan(height);
        // No empty third beside it.
        expect(filled, `${width}`).toBeGreaterThan(0.9);
      }
    },
  );

  test("shows five states, and the bank's own page when the member connects there", async () => {
    const { page, connect, sees } = await visit();
    const names = page.locator('.chart .name');
    const five = ['aggregating', 'challenged', 'resumed', 'connected', 'failed'];
    expect((await names.allTextContents()).toSorted()).toEqual(five.toSorted());
    await connect('mx_bank_oauth');
    await sees('Continue at MX Bank');
    expect(await names.allTextContents()).toContain('authorizing');
  });

  test('shows all states, and the one that routes readings, after one click', async () => {
    const { page, button } = await visit();
    await button('All states').click();
    const names = await page.locator('.chart .name').allTextContents();
    for (const name of ['deciding', 'submitting', 'queued', 'starting', 'reading', 'waiting'])
      expect(names).toContain(name);
    await button('All states').click();
    expect(await page.locator('.chart .name').allTextContents()).not.toContain('deciding');
  });

  test('has an arrow between the phases before and after a reading', async () => {
    const { page, connect, sees, button } = await visit();
    const taken = page.locator('.chart g.arrow.taken');
    expect(await taken.count()).toBe(0);
    await connect('challenge');
    await sees('Answer a question from MX Bank');
    expect(await taken.getAttribute('aria-label')).toContain('aggregating → challenged');
    await page.getByLabel('What city').fill('Springfield');
    await button('Continue').click();
    await sees('MX Bank did not accept your answer');
    expect(await taken.getAttribute('aria-label')).toContain('resumed → failed');
  });

  test('marks only the transition that was taken, not the others beside its arrow', async () => {
    const { page, connect, sees, button } = await visit();
    await button('All states').click();
    await connect('challenge');
    await sees('Answer a question from MX Bank');
    const fillOf = (text: string) =>
      page
        .locator('.label text', { hasText: text })
        .evaluate((line) => getComputedStyle(line).fill);
    // The question is asked once; from then on the same one still stands.
    await expect.poll(() => fillOf('challenged → waiting')).toBe(await accentOf(page));
    expect(await fillOf('asked → waiting')).not.toBe(await accentOf(page));
  });

  test('shows the phases below each other on a phone, without scrolling', async () => {
    const { page, connect, sees, button } = await visit({ viewport: { width: 390, height: 844 } });
    await connect('challenge');
    await sees('Answer a question from MX Bank');
    expect(await frameOf(page)).toMatchObject({ isSeen: true, isWider: false });
    expect((await measured(page)).smallest).toBeGreaterThanOrEqual(12);

    await button('All states').click();
    const sawIt = () => expect.poll(() => frameOf(page)).toMatchObject({ isSeen: true });
    await sawIt();
    const { left, isWider } = await frameOf(page);
    expect(isWider).toBe(true);
    expect(left).toBeGreaterThan(0);
    await button('Cancel').click();
    await button('Yes, stop').click();
    await sees('You canceled');
    await sawIt();
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

  test.each([false, true])(
    'has room for all its labels, with all states: %s',
    async (isDetailed) => {
      const { page, button } = await visit();
      if (isDetailed) await button('All states').click();
      const outside = await page.locator('.chart svg').evaluate((svg) => {
        const plates = [...svg.querySelectorAll('.label')].flatMap((label) =>
          [...label.querySelectorAll('text')].map((text) => [label.querySelector('.plate'), text]),
        );
        const boxes = [...svg.querySelectorAll<SVGGElement>('.state:not(.compound)')];
        const isIn = (outer: DOMRect, inner: DOMRect) =>
          inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
        const rectOf = (element: Element | null | undefined) => element?.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].flatMap((text) => {
          const own = text.getBoundingClientRect();
          const plate = plates.find(([, one]) => one === text)?.[0];
          const around =
            rectOf(plate) ??
            boxes
              .map((box) => box.getBoundingClientRect())
              .find(
                ({ left, right, top, bottom }) =>
                  left <= own.left && right > own.left && top <= own.top && bottom >= own.bottom,
              );
          return around && !isIn(around, own) ? [text.textContent] : [];
        });
      });
      expect(outside).toEqual([]);
    },
  );

  test('has a description with the number of states and the current state', async () => {
    const { page, connect, sees, button } = await visit();
    const chart = page.locator('.chart');
    const label = () => chart.getAttribute('aria-label');
    expect(await label()).toContain('Statechart: 5 states. Not running.');
    await connect('challenge');
    await sees('Answer a question from MX Bank');
    await expect.poll(label).toContain('Statechart: 5 states. Now challenged › waiting.');
    await button('All states').click();
    await expect.poll(label).toContain('Statechart: 18 states. Now challenged › waiting.');
  });

  test('describes and highlights the thing under the pointer', async () => {
    const { page, button } = await visit();
    const said = page.locator('.pointed');
    const strokeOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((line) => getComputedStyle(line).strokeWidth);

    await page.locator('.state[aria-label^="connected"]').hover({ position: { x: 3, y: 3 } });
    expect(await said.textContent()).toContain('connected (final): ');
    expect(await strokeOf('.state[aria-label^="connected"] rect')).toBe('2px');

    const answers = '.arrow[aria-label^="challenged → resumed"]';
    expect(await strokeOf(`${answers} path`)).toBe('1px');
    const line = await page.locator(`${answers} .reach`).boundingBox();
    await page.mouse.move((line?.x ?? 0) + 20, line?.y ?? 0);
    expect(await said.textContent()).toBe('challenged → resumed: answers that fit.');
    expect(await strokeOf(`${answers} path`)).toBe('2.5px');
    await page.mouse.move(1, 1);
    expect((await said.textContent())?.trim()).toBe(memberMachine.root.description);

    await button('All states').click();
    await page.locator('.transition text', { hasText: 'answersFit' }).hover();
    expect(await said.textContent()).toContain('challenge.answer [answersFit]: challenged → ');
  });
});
