import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '../../../packages/cli/src/connect/connect.ts';
import { connectSettings } from '../../../packages/cli/src/connect/options.ts';
import { openInspection } from '../../../packages/cli/src/inspect/inspection.ts';
import { hasChromium, launchChromium } from '../../support/chromium.ts';
import { challenged, idle, inOrder, startMember } from '../../support/fake-member.ts';
import { messagesIn, pageOf, putPage } from '../../support/pages.ts';
import { parsed } from '../support/given.ts';
import { start } from '../support/process.ts';
import { terminal } from '../support/terminal.ts';
import { everythingSent } from '../support/watching.ts';

const settingsOf = (line: string) => connectSettings(parsed(line).given, {});

describe('the options', () => {
  const VIEWER = 'https://viewer.example/page';
  const viewerOf = (words: string) => settingsOf(`connect ${words}`).viewer;

  test('choose no viewer by default, Stately’s viewer, or another one', () => {
    expect(viewerOf('--json')).toBeUndefined();
    expect(viewerOf('--inspect')).toBe('stately');
    expect(viewerOf(`--inspect-url ${VIEWER}`)).toEqual(new URL(VIEWER));
    expect(viewerOf(`--inspect --inspect-url ${VIEWER}`)).toEqual(new URL(VIEWER));
  });

  test.each([
    'viewer',
    'file:///viewer.html',
    'ws://127.0.0.1:1',
    'https://me:pass@x.example',
    "http://a';alert(1);'.example",
    'http://a;script-src.example',
  ])('refuse %s as the address of a viewer, without repeating it', (url) => {
    expect(() => viewerOf(`--inspect-url ${url}`)).toThrow(
      /^--inspect-url must be the address of a viewer, such as http:\/\/localhost:5173\/viewer/,
    );
  });
});

/** Serves a page on this computer, because a browser asks before any other page may connect to it. */
async function serveText(html: string): Promise<string> {
  const server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(html),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/viewer.html`;
}

/** Runs a whole lifecycle with one question, with an inspection. */
async function tellLifecycle({ inspect }: Awaited<ReturnType<typeof openInspection>>) {
  const member = await startMember({ read: inOrder(challenged('CRD-1'), idle('CONNECTED')) });
  for (const step of member.inspected) inspect.next?.(step);
  member.actor.system.inspect(inspect);
  await member.run(2_000);
  await member.answer('SECRET-1');
  await member.run(7_000);
}

/** Expects the messages of a whole lifecycle, without a secret or a guid of a user or member. */
function expectLifecycle(messages: readonly StatelyInspectionEvent[]) {
  expect(messages[0]).toMatchObject({ type: '@xstate.actor', name: 'mxMember' });
  expect(messages.at(-1)).toMatchObject({ type: '@xstate.snapshot', snapshot: { status: 'done' } });
  const text = JSON.stringify(messages);
  expect(text).toContain('[member 1]');
  expect(text).not.toMatch(/SECRET-|(USR|MBR)-/);
}

/** Expects a whole lifecycle with an answered question. */
function expectAnswered(messages: readonly StatelyInspectionEvent[]) {
  expectLifecycle(messages);
  expect(messages).toContainEqual(
    expect.objectContaining({
      event: { type: 'challenge.answer', answers: '[hidden]', prompt: 1 },
    }),
  );
}

test('an inspection sends the whole lifecycle before it closes', async () => {
  const inspection = await openInspection('stately');
  const told = everythingSent(new WebSocket(inspection.address.replace('http', 'ws')));
  await inspection.watched(AbortSignal.timeout(30_000));
  await tellLifecycle(inspection);
  await inspection.close();
  expectAnswered((await told).messages);
});

describe.skipIf(!hasChromium)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test('the address shows Stately’s viewer, which gets everything even if it opens late', async () => {
    const inspection = await openInspection('stately');
    onTestFinished(() => inspection.close());
    await tellLifecycle(inspection);
    const context = await browser.newContext();
    await putPage(context, 'https://stately.ai/inspect', 'viewer');
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(inspection.address);
    const frame = await page.waitForSelector('iframe').then((element) => element.contentFrame());
    if (!frame) throw new Error('the page has no frame');
    await frame.waitForURL('https://stately.ai/inspect');
    expectAnswered(await messagesIn(frame));
    expect(await page.getByRole('status').isVisible()).toBe(false);
    expect(problems).toEqual([]);
    await context.close();
  });

  test('another viewer gets the server in its address', async () => {
    const viewer = await serveText(await pageOf('viewer'));
    const inspection = await openInspection(new URL(`${viewer}?theme=dark`));
    onTestFinished(() => inspection.close());
    expect(inspection.address).toContain(`${viewer}?theme=dark&server=ws%3A%2F%2F127.0.0.1%3A`);
    await tellLifecycle(inspection);
    const page = await browser.newPage();
    await page.goto(inspection.address);
    expectAnswered(await messagesIn(page.mainFrame()));
    await page.close();
  });
});

test('mx-member connect --inspect prints the address beside the JSON lines, and sends the end', async () => {
  const running = start('connect --json --inspect --password simulate:token');
  const [line] = await once(running.child.stderr, 'data');
  const address = /^Inspector: (http:\/\/127\.0\.0\.1:\d+\/[\w-]+)\n/.exec(String(line))?.[1] ?? '';
  const socket = new WebSocket(address.replace('http', 'ws'));
  const told = everythingSent(socket);
  await once(socket, 'open');
  running.child.kill('SIGINT');
  const { code, lines } = await running.ended();
  expect(code).toBe(130);
  expect(lines.at(-1)).toMatchObject({ outcome: 'failed', reason: 'cancelled' });
  const { code: farewell, messages } = await told;
  expect(farewell).toBe(1000);
  expect(messages[0]).toMatchObject({ type: '@xstate.actor', name: 'mxMember' });
  expect(messages.findLast(({ sessionId }) => sessionId === messages[0]?.sessionId)).toMatchObject({
    event: { type: 'cancel' },
    snapshot: { value: 'failed' },
  });
});

describe('with a person in front of a terminal', () => {
  const { signal: never } = new AbortController();

  /** Runs the program in a terminal. Returns its lines and its other output. */
  function inTerminal(line: string, signal = never) {
    const { input: stdin, output: stdout } = terminal();
    const { output: stderr, screen: said } = terminal();
    const io = { stdin, stdout, stderr, env: {}, signal, interrupt: () => {} };
    const ended = connect(settingsOf(line), io);
    const asks = async () => {
      for (let text = ''; ; text += (await once(said, 'data'))[0]) {
        const address = /Open (http:\S+) to begin/.exec(text)?.[1];
        if (address) return address;
      }
    };
    return { ended, asks };
  }

  const SHORT = 'connect --json --inspect --pace fast --password correct-login';

  test('a lifecycle waits for a viewer before it ends', async () => {
    const { ended, asks } = inTerminal(SHORT);
    const address = await asks();
    const { messages } = await everythingSent(new WebSocket(address.replace('http', 'ws')));
    expect(await ended).toBe(0);
    expectLifecycle(messages);
  });

  test('Ctrl-C ends the wait, and the exit code comes from the lifecycle', async () => {
    const stop = new AbortController();
    const { ended, asks } = inTerminal(SHORT, stop.signal);
    await asks();
    stop.abort();
    expect(await ended).toBe(0);
  });
});
