import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serveMxSimulator } from '@mx-member/simulator/node';
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { looksWrong } from '../../support/looks.ts';
import { startServer } from '../support/example.ts';
import type { App } from './apps.ts';

/** The widths of a phone and of a computer, in px. */
const WIDTHS = [390, 1280];

/** Nothing is wrong with the looks, in light and dark, at each width. */
async function expectGoodLooks(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      expect(await looksWrong(page), `${colorScheme}, ${width} px`).toEqual([]);
    }
  }
}

/** Starts an app. Its server can be killed and started again on the same port. */
async function startApp(app: App, folder: string, env: Readonly<Record<string, string>>) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const start = () =>
    startServer(
      app.start,
      { ...env, HOST: '127.0.0.1', HOSTNAME: '127.0.0.1', PORT: String(port), ORIGIN: url },
      folder,
    );
  let server = await start();
  onTestFinished(() => server.stop());
  const restart = async () => {
    server = await start();
  };
  return { url, kill: () => server.stop(), restart };
}

/** A person connects a bank in a built app: a wrong password, two rounds, a reload, and a server that is killed. */
export async function walk(browser: Browser, app: App, folder: string): Promise<void> {
  const keys = { clientId: 'id', apiKey: 'key' };
  const { url: MX_URL, simulator, close } = await serveMxSimulator({ ...keys, step: 200 });
  onTestFinished(close);
  const RECORDS = join(folder, 'members.db');
  const env = { RECORDS, MX_URL, MX_CLIENT_ID: keys.clientId, MX_API_KEY: keys.apiKey };
  const { url, kill, restart } = await startApp(app, folder, env);
  const page = await browser.newPage();
  onTestFinished(() => page.context().close());
  const errors: unknown[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.goto(url);
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

  await page.getByLabel('Username').fill('mxuser');
  await expectGoodLooks(page);
  await page.getByLabel('Password', { exact: true }).fill('INVALID');
  await press('Connect');
  await page.getByRole('heading', { name: 'did not accept' }).waitFor();
  await expectGoodLooks(page);
  await page.getByLabel('Password', { exact: true }).fill('simulate:options,token');
  await press('Connect');

  const phone = page.getByLabel('Text message');
  await phone.check();
  await expectGoodLooks(page);
  await page.reload();
  await phone.check();
  await press('Continue');

  const code = page.getByLabel('Enter the code');
  await code.fill('correct');
  expect(existsSync(RECORDS)).toBe(true);
  await kill();
  await press('Continue');
  await page.getByText('We could not take your answer. Please try again.').waitFor();
  await restart();
  await press('Continue');
  if (app.end === 'accounts') await page.waitForURL('**/accounts');
  else {
    await page.getByText('Connected to MX Bank', { exact: true }).waitFor();
    await expectGoodLooks(page);
  }

  const attempt = await page.evaluate(() => sessionStorage.attempt);
  const { member } = await (await fetch(`${url}/api/mx/creations/${attempt}`)).json();
  const { starts, answers } = simulator.bank.member(member.memberGuid).received;
  expect(starts.map(({ result }) => result)).toEqual(['started', 'started']);
  expect(answers.map(({ grade }) => grade)).toEqual(['right', 'right']);
  expect(errors).toEqual([]);
}
