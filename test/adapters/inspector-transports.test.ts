import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { inspectMember } from '@mx-member/adapters/inspector';
import {
  createWebSocketInspector,
  createWebSocketReceiver,
  type StatelyInspectionEvent,
} from '@statelyai/inspect';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { challenged, idle, inOrder, startMember } from '../support/fake-member.ts';
import { messagesIn, putPage } from '../support/pages.ts';

/** A server that passes each message on to all other clients, as the package's own server does. */
async function relay() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on('connection', (from) =>
    from.on('message', (data) => {
      for (const to of server.clients) if (to !== from) to.send(String(data));
    }),
  );
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}`, joined: once(server, 'connection') };
}

const isEnd = (message: StatelyInspectionEvent): boolean =>
  message.type === '@xstate.snapshot' && Object(message.snapshot).value === 'connected';

/** The messages contain a lifecycle from the machine to its outcome, without secrets. */
function expectLifecycle(messages: readonly StatelyInspectionEvent[]) {
  expect(messages[0]).toMatchObject({ type: '@xstate.actor', name: 'mxMember' });
  expect(messages.filter(isEnd)).toHaveLength(1);
  expect(messages).toContainEqual(
    expect.objectContaining({
      event: { type: 'challenge.answer', answers: '[hidden]', prompt: 1 },
    }),
  );
  expect(JSON.stringify(messages)).not.toContain('SECRET-');
}

test("over WebSocket, the package's receiver gets the lifecycle without secrets", async () => {
  const { url, joined } = await relay();
  const received: StatelyInspectionEvent[] = [];
  const ended = new Promise<void>((resolve) => {
    createWebSocketReceiver({ server: url }).subscribe((message) => {
      received.push(message);
      if (isEnd(message)) resolve();
    });
  });
  await joined;
  const member = await startMember({ read: inOrder(challenged('CRD-1'), idle('CONNECTED')) });
  const inspector = inspectMember(createWebSocketInspector, { url });
  onTestFinished(() => inspector.stop());
  for (const event of member.inspected) inspector.inspect.next?.(event);
  member.actor.system.inspect(inspector.inspect);
  await member.run(2_000);
  await member.answer('SECRET-1');
  await member.run(7_000);
  await ended;
  expectLifecycle(received);
});

test.skipIf(!hasChromium)(
  'in a browser, a viewer in another window gets the lifecycle without secrets',
  async () => {
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const context = await browser.newContext();
    await putPage(context, 'https://stately.ai/inspect', 'viewer');
    await putPage(context, 'https://app.example/', 'inspected');
    const page = await context.newPage();
    const opened = page.waitForEvent('popup');
    await page.goto('https://app.example/');
    const viewer = await opened;
    const messages = await messagesIn(viewer.mainFrame());
    expectLifecycle(messages);
    expect(JSON.stringify(messages)).not.toMatch(/(USR|MBR)-/);
  },
  30_000,
);
