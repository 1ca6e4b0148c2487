/** Takes the picture of how each status opens, for the guide: `pnpm shots`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from '../support/chromium.ts';
import { putPage } from './support/page.ts';

const ROOT = join(import.meta.dirname, '../..');
const EACH = join(ROOT, 'test/reports/statuses');
const ADDRESS = 'https://statuses.example/';

await mkdir(EACH, { recursive: true });
const browser = await launchChromium();
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
await browser.close();
