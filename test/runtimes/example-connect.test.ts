import { readFileSync } from 'node:fs';
import { serveMxSimulator } from '@mx-member/simulator/node';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { exampleOf, startExample } from './support/example.ts';

test('the whole connect screen in React takes at most 25 lines', () => {
  const lines = readFileSync(exampleOf('react/App.tsx'), 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(25);
});

describe.skipIf(!hasChromium).each(['react/App.tsx', 'element/page.ts'])(
  'the page of %s',
  (script) => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());

    /** The page before the login, the bank behind it, and the page's errors. */
    async function open() {
      const [clientId, apiKey] = ['id', 'key'];
      const { url: MX_URL, simulator, close } = await serveMxSimulator({ clientId, apiKey });
      onTestFinished(close);
      const env = { PORT: '0', MX_URL, MX_CLIENT_ID: clientId, MX_API_KEY: apiKey };
      const { url, stop } = await startExample('site/server.ts', env, [script]);
      onTestFinished(stop);
      const page = await browser.newPage();
      const errors: unknown[] = [];
      page.on('pageerror', (error) => errors.push(error));
      await page.goto(url);
      /** What the bank has received about the member of this session. */
      const received = async () => {
        const { member } = await page.evaluate(async () => (await fetch('/member')).json());
        return simulator.bank.member(member.memberGuid).received;
      };
      return { page, errors, received };
    }

    async function login(page: Page, password: string) {
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Connect' }).click();
    }

    test('asks two questions with a reload in each, and sends nothing twice', async () => {
      const { page, errors, received } = await open();
      await login(page, 'simulate:options,token');
      await page.getByLabel('Text message').waitFor();
      await page.reload();
      await page.getByLabel('Text message').check();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.reload();
      await page.getByLabel('Enter the code').waitFor();
      await page.reload();
      await page.getByLabel('Enter the code').fill('correct');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Connected to MX Bank').waitFor();
      const { starts, answers, refusedAnswers } = await received();
      expect(starts.map(({ result }) => result)).toEqual(['started']);
      expect(answers.map(({ grade }) => grade)).toEqual(['right', 'right']);
      expect(refusedAnswers).toBe(0);
      expect(errors).toEqual([]);
    });

    test('asks for the login again if the bank did not accept it', async () => {
      const { page, errors, received } = await open();
      await login(page, 'UNAUTHORIZED');
      await page.getByText('MX Bank did not accept your login').waitFor();
      await page.reload();
      await page.getByLabel('Username').fill('mxuser');
      await page.getByLabel('Password').fill('correct');
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.getByText('Connected to MX Bank', { exact: true }).waitFor();
      await page.reload();
      await page.getByText('Connected to MX Bank', { exact: true }).waitFor();
      const { starts } = await received();
      expect(starts.map(({ result }) => result)).toEqual(['started', 'started']);
      expect(errors).toEqual([]);
    });
  },
);
