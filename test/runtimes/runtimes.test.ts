import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { ALL_WELL } from './checks.ts';
import { bundle } from './support/bundle.ts';
import { installed } from './support/installed.ts';
import { run } from './support/run.ts';
import { startWorkerd } from './support/workerd.ts';

const { user, tools } = installed();

/** The checks as a program, with the packages as npm installs them. */
async function asProgram(program: string, ...args: readonly string[]): Promise<unknown> {
  return JSON.parse(await run(program, [...args, 'entries/process.ts'], user));
}

const tool = (name: string) => join(tools, 'node_modules/.bin', name);

test('Node', async () => {
  expect(await asProgram(process.execPath)).toEqual(ALL_WELL);
});

test('Bun', async () => {
  expect(await asProgram(tool('bun'))).toEqual(ALL_WELL);
});

test('Deno, without any permission', async () => {
  expect(await asProgram(tool('deno'), 'run', '--no-prompt', '--cached-only')).toEqual(ALL_WELL);
});

test('workerd', async () => {
  const script = await bundle(user, 'entries/module-worker.ts', ['workerd', 'worker', 'browser']);
  const worker = startWorkerd(tools, script);
  try {
    const answer = await worker.dispatchFetch('http://worker.example/');
    expect(await answer.json()).toEqual(ALL_WELL);
  } finally {
    await worker.dispose();
  }
});

describe.skipIf(!hasChromium)('Chromium', () => {
  const scripts = new Map<string, string>();
  const server = createServer(({ url = '' }, response) => {
    const script = scripts.get(url);
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(script ?? '<!doctype html><title>Checks</title>');
  });
  let browser: Browser | undefined;

  const open = async () => {
    browser ??= await launchChromium();
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return page;
  };

  beforeAll(async () => {
    scripts.set('/checks.js', await bundle(user, 'checks.ts'));
    scripts.set('/worker.js', await bundle(user, 'entries/web-worker.ts'));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  test('a page', async () => {
    const page = await open();
    const results = page.evaluate("import('/checks.js').then((all) => all.runChecks())");
    expect(await results).toEqual(ALL_WELL);
  });

  test('a worker of a page', async () => {
    const page = await open();
    const results = await page.evaluate(
      (url) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(url, { type: 'module' });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => reject(new Error(message));
        }),
      '/worker.js',
    );
    expect(results).toEqual(ALL_WELL);
  });
});
