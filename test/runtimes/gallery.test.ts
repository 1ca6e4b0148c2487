import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { APPS } from './gallery/apps.ts';
import { make } from './gallery/make.ts';
import { walk } from './gallery/walk.ts';
import { installed } from './support/installed.ts';

/** Our packages that a server and its page need in one project. */
const OURS = /mx-member-(?:machine|http|adapters|host|connect|simulator)-/;

/** The installation, the build and the walk, on a busy machine, in ms. */
const LONG = 600_000;

const DAY = 24 * 60 * 60_000;

/** `pnpm test:gallery` runs all apps. `pnpm test:everywhere` runs the first two and one of the others: another one each day. */
function chosen() {
  const [next, vite, ...others] = Object.entries(APPS);
  const drawn = others[Math.floor(Date.now() / DAY) % others.length];
  const apps = process.env.GALLERY ? Object.entries(APPS) : [next, vite, drawn];
  return apps.flatMap((app) => (app ? [app] : []));
}

/** A server that nobody may call. */
async function startUncalled() {
  const calls: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    calls.push(url);
    response.writeHead(503).end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}

describe.skipIf(!hasChromium)('an app that is made by the guides and built for production', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  test.each(chosen())('%s', { timeout: LONG }, async (name, app) => {
    const tarballs = installed().tarballs.filter((path) => OURS.test(path));
    const mx = await startUncalled();
    // Opening a file in a folder that does not exist fails.
    const RECORDS = 'absent/members.db';
    const env = { RECORDS, MX_URL: mx.url, MX_CLIENT_ID: 'id', MX_API_KEY: 'key' };
    const built = await make(app, tarballs, env);
    onTestFinished(built.remove);
    expect(existsSync(join(built.folder, RECORDS)), 'a build opens no store').toBe(false);
    expect(mx.calls, 'a build calls nobody').toEqual([]);

    const began = Date.now();
    await walk(browser, app, built.folder);
    const took = Object.entries({ ...built.took, walk: Date.now() - began }).map(
      ([part, ms]) => `${part} ${(ms / 1000).toFixed(0)} s`,
    );
    console.log(`${name}: ${took.join(', ')}; ${(built.size / 1e6).toFixed(0)} MB`);
  });
});
