import { expect, onTestFinished, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { startExample } from './support/example.ts';

test.skipIf(!hasChromium)(
  'a page connects its own member through the relay, with a reload between',
  async () => {
    const { url, stop } = await startExample('browser/server.ts', { PORT: '0' });
    onTestFinished(stop);
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));

    await page.goto(url);
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByLabel('Text message').waitFor();
    await page.reload();
    await page.getByLabel('Text message').check();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByLabel('Enter the code').fill('correct');
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('The account is connected.').waitFor();
    expect(errors).toEqual([]);
  },
);
