import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveMxSimulator } from '@mx-member/simulator/node';
import type { Browser } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import type { Development } from './apps.ts';

/** How long a server or a page may take on a busy machine, in ms. */
const PATIENCE = 120_000;

/** Edits a file, as an editor saves it. */
async function edit(folder: string, path: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(folder, path), 'utf8');
  expect(text).toContain(from);
  // Renamed into its place as an editor does: a server of development must not read a file that is half written.
  const written = join(folder, `${path}.new`);
  await writeFile(written, text.replace(from, to));
  await rename(written, join(folder, path));
}

/** Starts a server of development, which starts others. All of them are stopped. @returns What it has printed, each time. */
async function startGroup(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<() => string> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env, NODE_ENV: 'development' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let printed = '';
  for (const output of [child.stdout, child.stderr])
    output.on('data', (chunk) => {
      printed += chunk;
    });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.pid === undefined) return;
    process.kill(-child.pid, 'SIGKILL');
    await once(child, 'exit');
  });
  await expect.poll(() => printed, { timeout: PATIENCE }).toContain('http://');
  return () => printed;
}

const addressesIn = (printed: string) => printed.match(/http:\S+/g)?.length ?? 0;

/**
 * A person connects a bank while a developer edits the page and the handler. The members go on, and the bank gets one login
 * and each answer once.
 */
export async function develop(
  browser: Browser,
  folder: string,
  { server, page: pageServer, edits }: Development,
): Promise<void> {
  const keys = { clientId: 'id', apiKey: 'key' };
  const { url: MX_URL, simulator, close } = await serveMxSimulator({ ...keys, step: 200 });
  onTestFinished(close);
  const RECORDS = 'developed.db';
  onTestFinished(async () => {
    for (const ending of ['', '-wal', '-shm'])
      await rm(join(folder, `${RECORDS}${ending}`), { force: true });
  });
  const env = { RECORDS, MX_URL, MX_CLIENT_ID: keys.clientId, MX_API_KEY: keys.apiKey };
  const port = String(await freePort());
  const printed = await startGroup(server, folder, { ...env, PORT: port, HOSTNAME: '127.0.0.1' });
  let url = `http://127.0.0.1:${port}`;
  if (pageServer) {
    const pagePort = String(await freePort());
    await pageServer.prepare(folder, port);
    await startGroup([...pageServer.args, '--port', pagePort], folder, {});
    url = `http://127.0.0.1:${pagePort}`;
  }

  const page = await browser.newPage();
  onTestFinished(() => page.context().close());
  // A server of development builds a page when it is first asked for.
  page.setDefaultTimeout(PATIENCE);
  const errors: string[] = [];
  page.on('console', (message) => {
    // The creation does not exist yet: 404.
    const isReply = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isReply) errors.push(message.text());
  });
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(url);
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  await page.getByLabel('Username').fill('mxuser');
  await page.getByLabel('Password', { exact: true }).fill('simulate:text,token');
  await press('Connect');
  const word = page.getByRole('textbox').first();
  await page.getByRole('heading', { name: 'question' }).waitFor();
  // A developer reads here what a build for production does not say, such as markup of the server that React could not take over.
  expect(errors).toEqual([]);
  const before = addressesIn(printed());
  for (const [path, from, to] of edits) {
    await edit(folder, path, from, to);
    onTestFinished(() => edit(folder, path, to, from));
  }
  // A watched server prints its address again. A server that replaces modules does not.
  if (pageServer) await expect.poll(() => addressesIn(printed())).toBeGreaterThan(before);
  const code = page.getByLabel('Enter the code');
  // A page that is replaced in between forgets what was typed.
  const answer = async () => {
    if (await page.getByRole('heading', { name: 'question' }).isVisible()) {
      await word.fill('correct');
      await press('Continue');
    }
    return code.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(answer, { timeout: PATIENCE }).toBe(true);
  await code.fill('correct');
  await press('Continue');
  await page.getByText('Connected to MX Bank', { exact: true }).waitFor();

  const attempt = await page.evaluate(() => sessionStorage.attempt);
  const { member } = await (await fetch(`${url}/api/mx/creations/${attempt}`)).json();
  const { starts, answers } = simulator.bank.member(member.memberGuid).received;
  expect(starts.map(({ result }) => result)).toEqual(['started']);
  expect(answers.map(({ grade }) => grade)).toEqual(['right', 'right']);
  // One host has seen the end.
  const ends = () => printed().split(`memberGuid: '${member.memberGuid}'`).length - 1;
  await expect.poll(ends).toBe(1);
}
