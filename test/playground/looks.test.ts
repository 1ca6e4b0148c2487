import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground, type Visit } from './support/visit.ts';

/** What one does to see a screen. */
const SCREENS: Readonly<Record<string, (visit: Visit) => Promise<unknown>>> = {
  login: ({ sees }) => sees('Connect your account at MX Bank'),
  progress: async ({ page, connect }) => {
    await page.getByRole('switch', { name: 'Too many requests' }).check();
    await connect('correct');
    await page.getByText('The connection was interrupted.').waitFor();
  },
  questions: async ({ page, connect, button }) => {
    await connect('simulate:text+token+image_options');
    await button('Continue').click();
    await page
      .locator('[data-part=problem]', { hasText: 'Please enter an answer.' })
      .first()
      .waitFor();
  },
  picture: async ({ connect, sees }) => {
    await connect('image');
    await sees('Answer a question about a picture');
  },
  bank: async ({ page, connect }) => {
    await connect('mx_bank_oauth');
    await page.frameLocator('iframe').getByText('An application asks').waitFor();
  },
  failed: async ({ connect, sees }) => {
    await connect('LOCKED');
    await sees('MX Bank has locked your account');
  },
  connected: async ({ connect, sees }) => {
    await connect('correct');
    await sees('Connected to MX Bank');
  },
};

/** An event of the browser's own trace; `tdur` is in µs of its thread. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

describe.skipIf(!hasChromium)('how the playground looks', () => {
  const visit = usePlayground();
  let axe = '';
  beforeAll(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });

  /** What axe finds wrong, with where. */
  async function violations(page: Page): Promise<readonly string[]> {
    await page.locator('.chart svg').waitFor();
    await page.locator('#ledger table').waitFor();
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { violations } = await (
        globalThis as unknown as { axe: typeof import('axe-core') }
      ).axe.run({ exclude: [['iframe']] });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    });
  }

  test.each(Object.keys(SCREENS))(
    'the screen "%s" is accessible, in light, dark and forced colours, and fits 320 pixels',
    async (name) => {
      const there = await visit({ viewport: { width: 320, height: 740 } });
      const { page } = there;
      await SCREENS[name]?.(there);
      expect(await violations(page)).toEqual([]);
      const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await paper();
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await paper()).not.toBe(light);
      expect(await violations(page)).toEqual([]);
      await page.emulateMedia({ forcedColors: 'active' });
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        320,
      );
    },
  );

  test('a scenario that is too long for a phone ends in an ellipsis, and no link leads to a placeholder', async () => {
    const { page } = await visit({ viewport: { width: 390, height: 740 } });
    const looks = await page
      .getByLabel('What should happen')
      .evaluate((list) => getComputedStyle(list).textOverflow);
    expect(looks).toBe('ellipsis');
    const hosts = await page
      .locator('a[href]')
      .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).hostname));
    expect(hosts.filter((host) => host.endsWith('.example'))).toEqual([]);
  });

  test('a switch looks different when it is on, even in forced colours', async () => {
    const { page } = await visit({ forcedColors: 'active' });
    await page.getByRole('switch', { name: 'MX is slow' }).check();
    const looks = (name: string) =>
      page.getByRole('switch', { name }).evaluate((input) => {
        const { backgroundColor, borderColor } = getComputedStyle(input);
        return { backgroundColor, borderColor };
      });
    expect(await looks('MX is slow')).not.toEqual(await looks('Too many requests'));
  });

  test.each([390, 638, 900])('in a frame of %i pixels the chart comes first', async (width) => {
    const { url } = inject('playground');
    const { page } = await visit({ viewport: { width, height: 640 }, at: `${url}?embed` });
    const top = async (part: string) => (await page.locator(part).boundingBox())?.y ?? 0;
    expect(await top('#chart')).toBeLessThan(400);
    expect(await top('#chart')).toBeLessThan(await top('#connect'));
    // What can go wrong stands above the log, which grows.
    if (width < 768) expect(await top('#controls')).toBeLessThan(await top('#log'));
  });

  test.each([390, 768, 1140, 1280])(
    'at %i pixels the first screen compares what the bank received: a lost reply, and an answer that it refused',
    async (width) => {
      const { page, sees, button } = await visit({ viewport: { width, height: 860 } });
      await button('Connect').click();
      await page.locator('[data-part=option]', { hasText: 'Text message to' }).click();
      await button('Continue').click();
      await page.getByLabel('Enter the code').fill('correct');
      await button('Continue').click();
      await sees('Connected to MX Bank');
      const row = (client: string) =>
        page.locator('#ledger tr', { hasText: client }).locator('td').allTextContents();
      await expect
        .poll(async () => (await row('A polling loop')).slice(0, 3).map(Number))
        .toEqual([1, 2, 4]);
      expect((await row('This machine')).slice(0, 3).map(Number)).toEqual([1, 2, 0]);
      await page.evaluate(() => scrollTo(0, 0));
      const { y = 0, height = 0 } = (await page.locator('#ledger').boundingBox()) ?? {};
      expect(y + height).toBeLessThan(860);
      // The card around the screen is its only box.
      const box = page.locator('mx-connect [part=box]');
      expect(await box.evaluate((one) => getComputedStyle(one).borderTopWidth)).toBe('0px');
      const over = await page
        .locator('#ledger :is(th, td)')
        .evaluateAll((cells) => cells.filter((one) => one.scrollWidth > one.clientWidth).length);
      expect(over).toBe(0);
    },
  );

  test('the page is small, and never blocks for long', async () => {
    const { folder } = inject('playground');
    const assets = await readdir(join(folder, 'assets'));
    const [main, ...others] = assets.filter((name) => name.startsWith('index-'));
    expect(others).toEqual([]);
    const packed = gzipSync(await readFile(join(folder, 'assets', main ?? '')), { level: 9 });
    expect(packed.length).toBeLessThanOrEqual(126_250);

    const { page, connect, sees } = await visit();
    const browser = page.context().browser();
    await browser?.startTracing(page, {
      categories: ['disabled-by-default-devtools.timeline', '__metadata'],
    });
    await page.reload();
    await connect('image');
    await sees('Answer a question about a picture');
    const trace = JSON.parse(String(await browser?.stopTracing()));
    const events: readonly TraceEvent[] = trace.traceEvents;
    const mains = events.filter(
      ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
    );
    // The time of the processor, so that a machine that is busy with the rest makes no task long.
    const tasks = events.filter(
      ({ name, pid, tid, tdur }) =>
        name === 'RunTask' &&
        tdur !== undefined &&
        mains.some((one) => one.pid === pid && one.tid === tid),
    );
    expect(tasks.length).toBeGreaterThan(50);
    expect(Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1000))).toBeLessThan(200);
  });

  test('every state and transition is described when the keyboard points at it', async () => {
    const { page } = await visit();
    await page.locator('.chart svg').waitFor();
    await page.locator('.chart').focus();
    const said = page.locator('.pointed');
    const texts = new Set<string | null>();
    for (let count = 0; count < 12; count++) {
      await page.keyboard.press('ArrowRight');
      texts.add(await said.textContent());
    }
    expect(texts.size).toBe(12);
  });

  test('a switch has one name, and its description follows the name', async () => {
    const { page } = await visit();
    const slow = page.getByRole('switch', { name: 'MX is slow', exact: true });
    await page.getByText('Every reply takes seconds longer.').click();
    expect(await slow.isChecked()).toBe(true);
  });

  test('the built files open from a folder, without any server', async () => {
    const { folder } = inject('playground');
    const { page, connect, sees } = await visit({
      at: `${pathToFileURL(folder)}/index.html?pace=fast`,
    });
    await connect('correct');
    await sees('Connected to MX Bank');
    await page.locator('.chart svg').waitFor();
  });
});
