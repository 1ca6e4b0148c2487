import { memberMachine } from '@mx-member/machine';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground } from './support/visit.ts';

const nodesOf = (node: AnyStateNode): readonly AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(nodesOf),
];
const transitionsOf = ({ transitions, always = [] }: AnyStateNode): readonly unknown[] => [
  ...[...transitions.values()].flat(),
  ...always,
];

/** Whether the active states can be seen in the chart's frame, and how far the frame is scrolled. */
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

describe.skipIf(!hasChromium)('the chart in the playground', () => {
  const visit = usePlayground();
  const visitChart = async (options: Parameters<typeof visit>[0] = {}) => {
    const there = await visit(options);
    await there.page.locator('.chart svg').waitFor();
    return there;
  };

  test('fits ordinary windows, and can be read in them', async () => {
    const { page } = await visitChart();
    // The first with a scroll bar at the side of the page.
    for (const [width, height] of [
      [1265, 800],
      [1280, 800],
      [1440, 900],
      [1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height });
      expect(await frameOf(page), `${width}`).toMatchObject({ isWider: false, isHigher: false });
      const { bottom, scale } = await page.locator('.chart svg').evaluate((svg: SVGSVGElement) => ({
        bottom: svg.getBoundingClientRect().bottom,
        scale: svg.getScreenCTM()?.a ?? 0,
      }));
      expect(scale, `${width}`).toBeGreaterThan(0.75);
      if (height >= 900) expect(bottom, `${width}`).toBeLessThan(height);
    }
  });

  test('is scrolled to the state of the moment on a phone, also after a reload', async () => {
    const { page, connect, sees, button } = await visitChart({
      viewport: { width: 390, height: 844 },
    });
    const sawIt = () => expect.poll(() => frameOf(page)).toMatchObject({ isSeen: true });
    await connect('challenge');
    await sees('MX Bank has a question');
    await sawIt();
    const { left, isWider } = await frameOf(page);
    expect(isWider).toBe(true);
    expect(left).toBeGreaterThan(0);

    await button('Give up').click();
    await sees('Not connected');
    await sawIt();
    await page.reload();
    await sees('Not connected');
    await sawIt();
  });

  test('has words as wide as they were measured', async () => {
    const { page } = await visitChart();
    const differences = await page.locator('.chart .edge').evaluateAll((edges) =>
      edges.map((edge) => {
        const texts = [...edge.querySelectorAll<SVGTextElement>('text')];
        const widest = Math.max(...texts.map((text) => text.getComputedTextLength()));
        return Number(edge.querySelector('.plate')?.getAttribute('width')) - widest;
      }),
    );
    expect(differences.length).toBeGreaterThan(10);
    // What is added to the widest of them, rounded up, and what a letter may differ on a screen.
    for (const difference of differences) {
      expect(difference).toBeGreaterThan(3.5);
      expect(difference).toBeLessThan(5.5);
    }
  });

  test('marks with a dot where each state begins', async () => {
    const { page } = await visitChart();
    const compound = nodesOf(memberMachine.root).filter(({ type }) => type === 'compound');
    // How many of the states that are said to be a beginning each arrow points at, at their left sides.
    const pointedAt = await page.locator('.chart svg').evaluate((svg) => {
      const isBeginning = '.state[aria-label*="the beginning"] > rect:first-of-type';
      const boxes = [...svg.querySelectorAll(isBeginning)].map((box) =>
        box.getBoundingClientRect(),
      );
      return [...svg.querySelectorAll('.start path')].map((arrow) => {
        const { right, top, bottom } = arrow.getBoundingClientRect();
        return boxes.filter(
          (box) => Math.abs(box.left - right) < 2 && box.top < top && box.bottom > bottom,
        ).length;
      });
    });
    expect(pointedAt).toEqual(compound.map(() => 1));
  });

  test('says what is drawn and where the machine is', async () => {
    const { page, connect, sees } = await visitChart();
    const nodes = nodesOf(memberMachine.root);
    const extent = `Statechart of mxMember: ${nodes.length - 1} states and ${nodes.flatMap(transitionsOf).length} transitions.`;
    const chart = page.locator('.chart');
    expect(await chart.getAttribute('aria-label')).toContain(`${extent} Not running.`);
    await connect('challenge');
    await sees('MX Bank has a question');
    await expect
      .poll(() => chart.getAttribute('aria-label'))
      .toContain(`${extent} Now challenged › waiting.`);
  });

  test('tells of what the pointer is on, and makes it stand out', async () => {
    const { page } = await visitChart();
    const said = page.locator('.pointed');
    const widthOf = (selector: string) =>
      page.locator(selector).evaluate((line) => getComputedStyle(line).strokeWidth);

    const box = page.locator('.state[aria-label^="connected"]');
    await box.hover({ position: { x: 3, y: 3 } });
    expect(await said.textContent()).toContain('connected (a final state): ');
    expect(
      await box
        .locator('rect')
        .first()
        .evaluate((rect) => getComputedStyle(rect).strokeWidth),
    ).toBe('2px');
    // The words in a box are a part of it.
    const name = await page.locator('.name', { hasText: 'queued' }).boundingBox();
    await page.mouse.move((name?.x ?? 0) + 8, (name?.y ?? 0) + 8);
    expect(await said.textContent()).toContain('aggregating › queued: ');

    const answer = '.edge:has([aria-label^="challenge.answer"])';
    expect(await widthOf(`${answer} path`)).toBe('1px');
    await page.locator(`${answer} text`).first().hover();
    expect(await said.textContent()).toContain('challenge.answer [answersFit]: challenged → ');
    expect(await widthOf(`${answer} path`)).toBe('2px');

    await page.mouse.move(1, 1);
    expect((await said.textContent())?.trim()).toBe(memberMachine.root.description);
    expect(await widthOf(`${answer} path`)).toBe('1px');
  });
});
