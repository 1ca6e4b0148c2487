import { STATUSES } from '@mx-member/machine/step';
import { serveMxSimulator } from '@mx-member/simulator/node';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startExample } from '../runtimes/support/example.ts';
import { hasChromium, launchChromium } from '../support/chromium.ts';

/** The example in which a hosted widget takes the password, with the page that stands in for the widget. */

describe.skipIf(!hasChromium)('the page around the hosted widget', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test('hears of the member, and the host follows it without another login', async () => {
    const [clientId, apiKey] = ['id', 'key'];
    const { url: MX_URL, simulator, close } = await serveMxSimulator({ clientId, apiKey });
    onTestFinished(close);
    const env = { PORT: '0', MX_URL, MX_CLIENT_ID: clientId, MX_API_KEY: apiKey };
    const { url, stop } = await startExample('hosted-widget/server.ts', env);
    onTestFinished(stop);
    const page = await browser.newPage();
    const sent: string[] = [];
    page.on('request', (request) => {
      const isOfPage = new URL(request.url()).origin === new URL(url).origin;
      if (isOfPage) sent.push(`${request.url()} ${request.postData()}`);
    });
    await page.goto(url);
    const widget = page.frameLocator('iframe');
    await widget.getByLabel('Username').fill('mxuser');
    await widget.getByLabel('Password').fill('challenge');
    await widget.getByText('Continue').click();
    await widget.getByLabel('Password').waitFor({ state: 'detached' });
    await widget.locator('input').fill('correct');
    await widget.getByText('Continue').click();
    await expect
      .poll(() => page.locator('output').textContent(), { timeout: 30_000 })
      .toBe(STATUSES.CONNECTED.meaning);
    const [user] = simulator.bank.users.values();
    if (!user) throw new Error('The example has no user.');
    const [member] = [...simulator.bank.members(user).values()];
    expect(member?.received.starts).toHaveLength(1);
    expect(sent.join('\n')).not.toMatch(/challenge|correct/);
  });
});
