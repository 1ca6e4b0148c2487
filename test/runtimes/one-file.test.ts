import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { FOLDER, failedVectors, load, VECTORS } from '../support/one-file.ts';
import { digestsOf, type StepFile } from '../support/play-vectors.ts';
import { installed } from './support/installed.ts';
import { run } from './support/run.ts';
import { startWorkerd } from './support/workerd.ts';

/** `mx-member.step.js` gives the same replies to all vectors in each runtime as in Node, where they are compared with the vectors. */

const { tools } = installed();
const STEP = 'mx-member.step.js';
const PROGRAMS = {
  /** For a runtime that is a program. */
  'main.js': `import * as file from './${STEP}';
import { digestsOf } from './play-vectors.js';
import vectors from './vectors.json' with { type: 'json' };
console.log(JSON.stringify(await digestsOf(file, vectors)));`,
  /** For workerd: the request has the vectors. */
  'worker.js': `import * as file from './${STEP}';
import { digestsOf } from './play-vectors.js';
export default {
  fetch: async (request) => Response.json(await digestsOf(file, await request.json())),
};`,
  /** For a service worker: each message has a port for the reply. */
  'service-worker.js': `import * as file from './${STEP}';
import { digestsOf } from './play-vectors.js';
addEventListener('message', (event) => {
  const reply = digestsOf(file, event.data).then((digests) => event.ports[0].postMessage(digests));
  event.waitUntil(reply);
});`,
} as const;

const folder = mkdtempSync(join(tmpdir(), 'mx-member-one-file-'));
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
let expected: readonly string[];

beforeAll(async () => {
  const file = await load<StepFile>(STEP);
  expect(await failedVectors(file)).toEqual([]);
  expected = await digestsOf(file, VECTORS);
  const source = readFileSync(join(import.meta.dirname, '../support/play-vectors.ts'), 'utf8');
  const { code } = await transform(source, { loader: 'ts', target: 'es2022' });
  copyFileSync(join(FOLDER, STEP), join(folder, STEP));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'play-vectors.js'), code);
  writeFileSync(join(folder, 'vectors.json'), JSON.stringify(VECTORS));
  for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

const tool = (name: string) => join(tools, 'node_modules/.bin', name);

test('the oldest Node that is supported', async () => {
  const node = join(tools, 'node_modules/node/bin/node');
  expect(JSON.parse(await run(node, ['main.js'], folder))).toEqual(expected);
});

test('Bun', async () => {
  expect(JSON.parse(await run(tool('bun'), ['main.js'], folder))).toEqual(expected);
});

test('Deno, without any permission', async () => {
  const args = ['run', '--no-prompt', '--cached-only', 'main.js'];
  expect(JSON.parse(await run(tool('deno'), args, folder))).toEqual(expected);
});

test('workerd', async () => {
  const modules = ['worker.js', STEP, 'play-vectors.js'].map((path) => ({
    type: 'ESModule',
    path,
    contents: textOf(path),
  }));
  const worker = startWorkerd(tools, '', { modules });
  try {
    const init = { method: 'POST', body: textOf('vectors.json') };
    const answer = await worker.dispatchFetch('http://worker.example/', init);
    expect(await answer.json()).toEqual(expected);
  } finally {
    await worker.dispose();
  }
});

describe.skipIf(!hasChromium)('Chromium', () => {
  const types = { '.js': 'text/javascript', '.json': 'application/json' } as const;
  const server = createServer(({ url = '' }, response) => {
    const type = Object.entries(types).find(([end]) => url.endsWith(end))?.[1];
    response.setHeader('content-type', type ?? 'text/html');
    response.end(type ? textOf(url.slice(1)) : '<!doctype html><title>Vectors</title>');
  });
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  test('a page', async () => {
    const digests = page.evaluate(`(async () => {
      const file = await import('/${STEP}');
      const { digestsOf } = await import('/play-vectors.js');
      return digestsOf(file, await (await fetch('/vectors.json')).json());
    })()`);
    expect(await digests).toEqual(expected);
  });

  test('a service worker', async () => {
    const digests = page.evaluate(`(async () => {
      await navigator.serviceWorker.register('/service-worker.js', { type: 'module' });
      const { active } = await navigator.serviceWorker.ready;
      const vectors = await (await fetch('/vectors.json')).json();
      const { port1, port2 } = new MessageChannel();
      const replied = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
      active.postMessage(vectors, [port2]);
      return replied;
    })()`);
    expect(await digests).toEqual(expected);
  });
});
