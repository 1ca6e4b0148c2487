/** Takes the pictures of the playground for the README, in light and dark: `pnpm shots`. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from '../support/chromium.ts';
import { buildPlayground } from './support/build.ts';

const DOCS = join(import.meta.dirname, '../../docs');

const folder = await buildPlayground(['production', 'extras']);
const browser = await launchChromium();
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 860 },
    colorScheme,
    // The marks of the last step have reached their colours.
    reducedMotion: 'reduce',
  });
  await page.goto(`${pathToFileURL(folder)}/index.html`);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByRole('radio', { name: 'Text message to' }).check();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByLabel('Enter the code').waitFor();
  // The loop has sent its answer again.
  await page.locator('#ledger td:nth-of-type(3).more').waitFor();
  const path = join(DOCS, `playground-${colorScheme}.png`);
  await page.screenshot({ path });
  console.log(`${path} is written.`);
  await page.close();
}
await browser.close();
await rm(folder, { recursive: true });
