/**
 * Takes the pictures of the connect screen: how each status opens, for the guide, and contact sheets of all states:
 * `pnpm shots`.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { putPage } from './support/page.ts';

const ROOT = join(import.meta.dirname, '../..');
const REPORTS = join(ROOT, 'test/reports');
const EACH = join(REPORTS, 'statuses');
const SHEETS = join(REPORTS, 'screens');
const ADDRESS = 'https://statuses.example/';

/** One contact sheet of all states: its look and its language. */
interface Sheet {
  readonly language?: string;
  readonly direction?: 'rtl';
  readonly look?: BrowserContextOptions;
  /** How large the person has made the text. @default 100% */
  readonly text?: string;
  /** The width of the window, in CSS pixels. @default 1880, with four screens side by side */
  readonly width?: number;
}

const SHEET: Readonly<Record<string, Sheet>> = {
  light: {},
  dark: { look: { colorScheme: 'dark' } },
  'forced-colors': { look: { forcedColors: 'active' } },
  'forced-colors-dark': { look: { forcedColors: 'active', colorScheme: 'dark' } },
  /** A phone at a zoom of 200 %. */
  195: { width: 195 },
  390: { width: 390 },
  'large-text': { width: 390, text: '200%' },
  768: { width: 768 },
  1280: { width: 1280 },
  logo: { language: 'logo' },
  german: { language: 'de' },
  spanish: { language: 'es', look: { colorScheme: 'dark' } },
  french: { language: 'fr-CA' },
  arabic: { language: 'ar', direction: 'rtl' },
};

async function takeStatuses(browser: Browser): Promise<void> {
  await mkdir(EACH, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1880, height: 800 } });
  await putPage(page.context(), ADDRESS, 'statuses');
  await page.goto(ADDRESS);
  await page.addStyleTag({
    content:
      'h1 { display: none } main { grid-template-columns: repeat(4, 27rem); align-items: start }',
  });
  await page.locator('mx-connect [data-part=field]').first().waitFor();
  for (const figure of await page.locator('figure').all()) {
    const status = await figure.locator('figcaption').textContent();
    await figure.screenshot({ path: join(EACH, `${status}.png`) });
  }
  const path = join(ROOT, 'docs/statuses.png');
  await page.locator('main').screenshot({ path });
  console.log(`${path} is written, and each status is in ${EACH}.`);
}

const AROUND = `h1 { display: none }
figure { margin: 0; inline-size: 27rem; max-inline-size: 100% }
figcaption { font: 600 0.75rem monospace; padding-block: 0.5rem; direction: ltr }
main { grid-template-columns: repeat(auto-fit, minmax(min(27rem, 100%), 1fr)); align-items: start }`;

async function takeSheet(browser: Browser, name: string, sheet: Sheet): Promise<void> {
  const { language = 'en', direction = 'ltr', look, width = 1880, text = '100%' } = sheet;
  const page = await browser.newPage({ ...look, viewport: { width, height: 900 } });
  await putPage(page.context(), ADDRESS, 'plain-screens');
  await page.goto(`${ADDRESS}#${language}`);
  const looks = await readFile(join(ROOT, 'packages/connect/src/style.css'), 'utf8');
  await page.addStyleTag({ content: `${looks}${AROUND}:root { font-size: ${text} }` });
  await page.locator('html').evaluate((html, dir) => html.setAttribute('dir', dir), direction);
  await page.locator('main').screenshot({ path: join(SHEETS, `${name}.png`) });
  await page.context().close();
}

await mkdir(SHEETS, { recursive: true });
const browser = await launchChromium();
const [, , only] = process.argv;
if (only === undefined) await takeStatuses(browser);
for (const [name, sheet] of Object.entries(SHEET))
  if (only === undefined || only === name) await takeSheet(browser, name, sheet);
console.log(`Contact sheets of all screens are in ${SHEETS}.`);
await browser.close();
