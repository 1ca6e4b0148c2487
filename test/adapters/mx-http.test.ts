import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMx, type MxOptions } from '@mx-member/adapters/mx';
import { afterEach, expect, test } from 'vitest';
import { MEMBER } from '../support/fake-mx.ts';

/** Behavior that only a real connection shows. */

const answers = [{ guid: 'CRD-1', value: 'SECRET' }];
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A client of a server with this listener, and the number of requests. */
async function connect(listener: RequestListener, options: Partial<MxOptions> = {}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = new URL(address);
  const mx = createMx({ clientId: 'client', apiKey: 'key', environment, ...options });
  return { mx, asked, address };
}

test('a redirect is not followed, because it would leak the key and the answers', async () => {
  const elsewhere = await connect((_, response) => response.end('{}'));
  const { mx } = await connect((_, response) =>
    response.writeHead(307, { location: `${elsewhere.address}/stolen` }).end(),
  );
  const stopped = { code: 'malformed', status: 307 };
  await expect(mx.submitAnswers({ member: MEMBER, answers })).rejects.toMatchObject(stopped);
  await expect(mx.readStatus({ member: MEMBER })).rejects.toMatchObject(stopped);
  expect(elsewhere.asked).toEqual([]);
});

test('answers are sent once even when the connection drops', async () => {
  for (const drop of [
    (({ socket }) => socket.destroy()) as RequestListener,
    ((_, response) => {
      response.writeHead(202, { 'content-type': 'application/json' });
      response.write('{"member":');
      response.socket?.end();
    }) as RequestListener,
  ]) {
    const { mx, asked } = await connect(drop);
    await expect(mx.submitAnswers({ member: MEMBER, answers })).rejects.toMatchObject({
      code: 'unreachable',
    });
    expect(asked).toEqual(['PUT /users/USR-1/members/MBR-1/resume']);
  }
});

test('a closed port is unreachable', async () => {
  const { address } = await connect((_, response) => response.end());
  for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed));
  const mx = createMx({ clientId: 'client', apiKey: 'key', environment: new URL(address) });
  await expect(mx.submitAnswers({ member: MEMBER, answers })).rejects.toMatchObject({
    code: 'unreachable',
  });
});

test('an abort closes the connection', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  let whenClosed = () => {};
  const closed = new Promise<void>((resolve) => {
    whenClosed = resolve;
  });
  const { mx } = await connect(({ socket }) => {
    socket.once('close', () => whenClosed());
    controller.abort('left');
  });
  await expect(mx.readStatus({ member: MEMBER }, { signal })).rejects.toBe('left');
  await closed;
});
