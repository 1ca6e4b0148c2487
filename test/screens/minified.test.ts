import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import cssnano from 'cssnano';
import { type Targets, transform } from 'lightningcss';
import type { Browser } from 'playwright-core';
import postcss from 'postcss';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { scriptOf } from './support/build.ts';

const ADDRESS = 'https://minified.example/';
const FILE = join(import.meta.dirname, '../../packages/connect/src/style.css');
const SHEET = readFileSync(FILE, 'utf8');

const version = (major: number, minor = 0): number => (major << 16) | (minor << 8);
const OLD: Targets = { chrome: version(90), firefox: version(88), safari: version(14) };
const NEW: Targets = { chrome: version(111), firefox: version(111), safari: version(16, 4) };

const byLightning = (targets: Targets): string =>
  transform({ filename: FILE, code: Buffer.from(SHEET), minify: true, targets }).code.toString();

async function byVite(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rolldownOptions: { input: FILE } },
  });
  const files = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  return files
    .flatMap((file) => (file.fileName.endsWith('.css') && 'source' in file ? [file.source] : []))
    .join('');
}

const byCssnano = async (): Promise<string> =>
  (await postcss([cssnano({ preset: 'default' })]).process(SHEET, { from: FILE })).css;

const buildAll = async () => ({
  'a production build of Vite': await byVite(),
  'Lightning CSS for old browsers': byLightning(OLD),
  'Lightning CSS for new browsers': byLightning(NEW),
  cssnano: await byCssnano(),
});

/** What the page says of its colours, what the system prefers, and which colours follow from both. */
const PAGES = [
  ['', 'light', 'light'],
  ['', 'dark', 'light'],
  ['<html style="color-scheme: dark">', 'light', 'dark'],
  ['<html style="color-scheme: light">', 'dark', 'light'],
  ['<meta name="color-scheme" content="dark">', 'light', 'dark'],
  ['<meta name="color-scheme" content="light dark">', 'dark', 'dark'],
] as const;

describe.skipIf(!hasChromium)('the stylesheet after a build', () => {
  let browser: Browser;
  let script: string;
  let built: Awaited<ReturnType<typeof buildAll>>;
  beforeAll(async () => {
    browser = await launchChromium();
    script = await scriptOf('plain-screens.ts', 'production');
    built = await buildAll();
  });
  afterAll(() => browser.close());

  /** The colours and borders of all parts with each sheet: in the page, and then in a shadow root. */
  async function looksOf(sheets: readonly string[], head: string, colorScheme: 'light' | 'dark') {
    const page = await browser.newPage({ colorScheme });
    const body = `<!doctype html>${head}<meta charset="utf-8"><main></main>`;
    await page.route(`${ADDRESS}**`, (route) => route.fulfill({ contentType: 'text/html', body }));
    await page.goto(ADDRESS);
    await page.addScriptTag({ content: script });
    await page.locator('[data-screen=login]').first().waitFor();
    const looks = await page.evaluate((given) => {
      const style = document.createElement('style');
      const looksIn = (root: Document | ShadowRoot) => {
        (root instanceof Document ? root.head : root).append(style);
        return given.map((sheet) => {
          style.textContent = sheet;
          return [...root.querySelectorAll('[data-part]')].map((element) => {
            const { color, backgroundColor, borderTop } = getComputedStyle(element);
            const sign = getComputedStyle(element, '::before');
            const look = [color, backgroundColor, borderTop, sign.color, sign.backgroundColor];
            return `${element.getAttribute('data-part')}: ${look.join(', ')}`;
          });
        });
      };
      const inPage = looksIn(document);
      const host = document.body.appendChild(document.createElement('div'));
      const shadow = host.attachShadow({ mode: 'open' });
      shadow.append(document.querySelector('main') as Element);
      return { inPage, inShadow: looksIn(shadow) };
    }, sheets);
    await page.context().close();
    return looks;
  }

  const lookOf = (looks: readonly string[] | undefined, part: string): string =>
    looks?.find((look) => look.startsWith(`${part}: `)) ?? '';

  test.each(PAGES)(
    'on a page with "%s", on a %s system, is %s, and the same after each build',
    async (head, system, expected) => {
      const { inPage, inShadow } = await looksOf([SHEET, ...Object.values(built)], head, system);
      const isLight = lookOf(inPage[0], 'root').includes('rgb(255, 255, 255)');
      expect(isLight ? 'light' : 'dark').toBe(expected);
      expect(lookOf(inPage[0], 'field')).toMatch(/1px solid/);
      expect(lookOf(inPage[0], 'submit')).not.toMatch(/rgba\(0, 0, 0, 0\), 1px/);
      expect(lookOf(inShadow[0], 'submit')).toBe(lookOf(inPage[0], 'submit'));
      for (const [before, ...after] of [inPage, inShadow])
        for (const [index, looks] of after.entries()) {
          const others = looks.filter((look, at) => look !== before?.[at]);
          expect(others.slice(0, 3), Object.keys(built)[index]).toEqual([]);
        }
    },
  );
});
