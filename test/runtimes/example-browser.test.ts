import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { startExample } from './support/example.ts';
import { startTlsProxy } from './support/tls-proxy.ts';

describe.skipIf(!hasChromium)('a page connects its own member through the relay', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  /** A loaded page, and its errors. */
  async function open(url: string) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(url);
    return { page, errors };
  }

  test('with a reload in between', async () => {
    const { url, stop } = await startExample('browser/server.ts', { PORT: '0' });
    onTestFinished(stop);
    const { page, errors } = await open(url);
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByLabel('Text message').waitFor();
    await page.reload();
    await page.getByLabel('Text message').check();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByLabel('Enter the code').fill('correct');
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('The account is connected.').waitFor();
    expect(errors).toEqual([]);
  });

  test('behind a proxy that ends TLS', async () => {
    const proxy = await startTlsProxy();
    onTestFinished(proxy.stop);
    const { url, stop } = await startExample('browser/server.ts', {
      PORT: '0',
      PUBLIC_URL: proxy.url,
    });
    onTestFinished(stop);
    proxy.passTo(url);
    const { page, errors } = await open(proxy.url);
    await page.getByLabel('Password').fill('simulate:token');
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByLabel('Enter the code').fill('correct');
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('The account is connected.').waitFor();
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: 'session', secure: true, httpOnly: true });
    expect(errors).toEqual([]);
  });

  test('through an expired session and a new sign-in', async () => {
    const { url, stop } = await startExample('browser/server.ts', { PORT: '0' });
    onTestFinished(stop);
    const { page, errors } = await open(url);
    await page.getByLabel('Password').fill('simulate:token');
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByLabel('Enter the code').fill('correct');
    const session = await page.context().cookies();
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('You are signed out. Please sign in again.').waitFor();
    await page.context().addCookies(session);
    await page.getByLabel('Enter the code').fill('correct');
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('The account is connected.').waitFor();
    expect(errors).toEqual([]);
  });
});
