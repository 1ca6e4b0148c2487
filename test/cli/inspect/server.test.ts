import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createBacklog, serveInspection } from '../../../packages/cli/src/inspect/server.ts';
import { everythingSent } from '../support/watching.ts';

const VIEWER = new URL('https://viewer.example/page');

async function serve() {
  const server = await serveInspection(VIEWER);
  onTestFinished(() => server.close());
  const watch = (origin?: string, path = server.url.pathname) =>
    new WebSocket(new URL(path, server.url.href.replace('http', 'ws')), origin ? { origin } : {});
  return { server, watch };
}

const root = { type: '@xstate.actor', parentId: undefined, sessionId: 'x:0' };
const event = (id: number) => ({ type: '@xstate.event', id });

test.each([
  ['a program that is not a browser', undefined],
  ['the viewer', 'https://viewer.example'],
  ['a page of this computer', 'http://localhost:5173'],
])('sends the messages to %s', async (_, origin) => {
  const { server, watch } = await serve();
  const told = everythingSent(watch(origin));
  await server.watched(AbortSignal.timeout(30_000));
  server.publish(event(1));
  await server.close();
  expect(await told).toEqual({ code: 1000, messages: [event(1)] });
});

test.each([
  'https://evil.example',
  'https://localhost.evil.example',
  'null',
  'https://viewer.example:8443',
])('refuses a page from %s, even with the token', async (origin) => {
  const { server, watch } = await serve();
  const [error] = await once(watch(origin), 'error');
  expect(String(error)).toContain('403');
  expect(server.isWatched).toBe(false);
});

test('refuses a caller without the token', async () => {
  const { server, watch } = await serve();
  const [error] = await once(watch(undefined, '/'), 'error');
  expect(String(error)).toContain('404');
  const { status } = await fetch(new URL('/', server.url));
  expect(status).toBe(404);
  const other = await serve();
  expect(other.server.url.pathname).toMatch(/^\/[\w-]{22}$/);
  expect(other.server.url.pathname).not.toBe(server.url.pathname);
});

test('listens on 127.0.0.1 and on no other address', async () => {
  const { server } = await serve();
  expect(server.url.hostname).toBe('127.0.0.1');
  const [error] = await once(connectTcp(Number(server.url.port), '127.0.0.2'), 'error');
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
});

test('sends a late viewer all earlier messages in order, and then the new ones', async () => {
  const { server, watch } = await serve();
  server.publish(root);
  server.publish(event(1));
  const early = everythingSent(watch());
  await server.watched(AbortSignal.timeout(30_000));
  server.publish(event(2));
  const late = watch();
  const told = everythingSent(late);
  await once(late, 'open');
  server.publish(event(3));
  await server.close();
  const messages = [{ type: root.type, sessionId: 'x:0' }, event(1), event(2), event(3)];
  expect(await told).toEqual({ code: 1000, messages });
  expect((await early).messages).toEqual(messages);
});

test('drops the oldest messages if there are too many, but never the machine', () => {
  const backlog = createBacklog(2);
  for (const message of [event(1), root, event(2), event(3)])
    backlog.add(message, JSON.stringify(message));
  expect(backlog.all().map((text) => JSON.parse(text))).toEqual([
    { type: root.type, sessionId: 'x:0' },
    event(2),
    event(3),
  ]);
});

test('ignores messages of viewers, and disconnects only the sender of one that is too long', async () => {
  const { server, watch } = await serve();
  const [loud, quiet] = [watch(), watch()];
  await Promise.all([once(loud, 'open'), once(quiet, 'open')]);
  const [told, rest] = [everythingSent(loud), everythingSent(quiet)];
  quiet.send('{"type":"cancel"}');
  loud.send('x'.repeat(10_000));
  expect(await told).toMatchObject({ messages: [] });
  server.publish(event(1));
  await server.close();
  expect((await rest).messages).toEqual([event(1)]);
});

test('closes even if a viewer does not close its connection', async () => {
  const { server, watch } = await serve();
  const silent = watch();
  await once(silent, 'open');
  silent.pause();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const closing = server.close();
  vi.advanceTimersByTime(1_000);
  await closing;
  silent.terminate();
});

test('serves a page that does not send its address, and so the token, to anybody', async () => {
  const { server } = await serve();
  const { headers } = await fetch(server.url);
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-security-policy')).toContain('frame-src https://viewer.example;');
});

test('waits for the first viewer until it connects, or until the signal aborts', async () => {
  const { server, watch } = await serve();
  await server.watched(AbortSignal.abort());
  expect(server.isWatched).toBe(false);
  const waiting = server.watched(new AbortController().signal);
  const socket = watch();
  await Promise.all([waiting, once(socket, 'open')]);
  expect(server.isWatched).toBe(true);
  await server.watched(new AbortController().signal);
});
