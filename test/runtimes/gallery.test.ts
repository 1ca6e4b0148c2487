import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { APPS } from './gallery/apps.ts';
import { develop } from './gallery/develop.ts';
import { type Built, make } from './gallery/make.ts';
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
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls, close: () => server.close() };
}

/** The store of a build: opening a file in a folder that does not exist fails. */
const RECORDS = 'absent/members.db';

describe.skipIf(!hasChromium)('an app that is made by the guides', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  describe.each(chosen())('%s', (name, app) => {
    let mx: Awaited<ReturnType<typeof startUncalled>>;
    let built: Built;
    const took: string[] = [];
    const timed = async <Value>(part: string, work: Promise<Value>): Promise<Value> => {
      const began = Date.now();
      const value = await work;
      took.push(`${part} ${((Date.now() - began) / 1000).toFixed(0)} s`);
      return value;
    };
    beforeAll(async () => {
      mx = await startUncalled();
      const tarballs = installed().tarballs.filter((path) => OURS.test(path));
      const env = { RECORDS, MX_URL: mx.url, MX_CLIENT_ID: 'id', MX_API_KEY: 'key' };
      built = await timed('made', make(app, tarballs, env));
    }, LONG);
    afterAll(async () => {
      await built?.remove();
      mx?.close();
      if (built) console.log(`${name}: ${took.join(', ')}; ${(built.size / 1e6).toFixed(0)} MB`);
    });

    test('has opened no store and called nobody in its build', () => {
      expect(existsSync(join(built.folder, RECORDS))).toBe(false);
      expect(mx.calls).toEqual([]);
    });

    test('connects a bank in production, and looks right', { timeout: LONG }, () =>
      timed('production', walk(browser, app, built.folder)),
    );

    test.each(app.develop ?? [])(
      'members go on while it is edited: $name',
      { timeout: LONG },
      (development) => timed(development.name, develop(browser, built.folder, development)),
    );
  });
});
