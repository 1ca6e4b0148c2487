import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveMxSimulator } from '@mx-member/simulator/node';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { exampleOf, startServer } from './support/example.ts';
import { npmInstall } from './support/install.ts';
import { installed } from './support/installed.ts';
import { run } from './support/run.ts';

/** An app of Next, made of the programs of docs/servers.md, docs/next.md and docs/screens.md. The pages are compared with these files. */
const SERVER = ['app', 'members.ts', 'session.ts', 'instrumentation.ts'];
const PAGE = { 'bank.ts': 'bank.ts', 'react.tsx': 'App.tsx' };

/** What a new app of Next has besides. No file says anything of `color-scheme`. */
const AROUND = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "allowImportingTsExtensions": true } }',
  'next.config.ts': 'export default { cacheComponents: true, partialPrefetching: true };',
  'app/layout.tsx': `import type { ReactNode } from 'react';
export default function Layout({ children }: { readonly children: ReactNode }) {
  return <html lang="en"><body>{children}</body></html>;
}`,
  'app/page.tsx': "export { App as default } from '../App.tsx';",
};

/** Our packages that a server and its page need in one project. */
const OURS = /mx-member-(?:machine|http|adapters|host|connect|simulator)-/;

const NEXT = 'node_modules/next/dist/bin/next';
/** The installation and the build, on a busy machine, in ms. */
const LONG = 600_000;

async function write(folder: string): Promise<void> {
  await cp(join(import.meta.dirname, 'next/package.json'), join(folder, 'package.json'));
  for (const path of SERVER)
    await cp(exampleOf(`frameworks/${path}`), join(folder, path), { recursive: true });
  for (const [from, to] of Object.entries(PAGE)) {
    const program = join(import.meta.dirname, '../screens/frameworks', from);
    await writeFile(join(folder, to), `'use client';\n${await readFile(program, 'utf8')}`);
  }
  for (const [path, text] of Object.entries(AROUND)) await writeFile(join(folder, path), text);
}

const looksOf = (part: Locator) =>
  part.first().evaluate((element) => {
    const { backgroundColor, borderTop } = getComputedStyle(element);
    return { backgroundColor, borderTop };
  });

describe.skipIf(!hasChromium)('an app of Next, built for production', () => {
  let folder: string;
  let records: string;
  let browser: Browser;
  let env: Readonly<Record<'NEXT_TELEMETRY_DISABLED' | 'RECORDS', string>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mx-member-next-'));
    records = join(folder, 'members.db');
    env = { NEXT_TELEMETRY_DISABLED: '1', RECORDS: records };
    await write(folder);
    await npmInstall(
      installed().tarballs.filter((path) => OURS.test(path)),
      folder,
    );
    await run(process.execPath, [NEXT, 'build'], folder, { ...env, NODE_ENV: 'production' });
    browser = await launchChromium();
  }, LONG);
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('opens no host in its build, one when it starts, and connects a member on a screen with colours', async () => {
    expect(existsSync(records)).toBe(false);

    const [clientId, apiKey] = ['id', 'key'];
    const { url: MX_URL, simulator, close } = await serveMxSimulator({ clientId, apiKey });
    onTestFinished(close);
    const keys = { MX_URL, MX_CLIENT_ID: clientId, MX_API_KEY: apiKey };
    const command = [NEXT, 'start', '--hostname', '127.0.0.1', '--port', '0'];
    const { url, stop } = await startServer(command, { ...env, ...keys }, folder);
    onTestFinished(stop);
    await expect.poll(() => existsSync(records)).toBe(true);

    const page = await browser.newPage();
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(url);
    await page.getByLabel('Username').fill('mxuser');
    await page.getByLabel('Password').fill('simulate:options,token');
    const field = await looksOf(page.locator('[data-part=field]'));
    expect(field.borderTop).toMatch(/^1px solid/);
    const submit = await looksOf(page.locator('[data-part=submit]'));
    expect(submit.backgroundColor).not.toBe('rgba(0, 0, 0, 0)');
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByLabel('Text message').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Enter the code').fill('correct');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Connected to MX Bank', { exact: true }).waitFor();

    const { member } = await page.evaluate(async () =>
      (await fetch(`/api/mx/creations/${sessionStorage.attempt}`)).json(),
    );
    const { starts, answers } = simulator.bank.member(member.memberGuid).received;
    expect(starts.map(({ result }) => result)).toEqual(['started']);
    expect(answers.map(({ grade }) => grade)).toEqual(['right', 'right']);
    expect(errors).toEqual([]);
  });
});
