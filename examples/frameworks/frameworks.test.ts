import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { connectCreations, connectHost } from '@mx-member/host/http';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import * as route from './app/api/mx/[...path]/route.ts';
import { app as expressApp } from './express.ts';
import { app as fastifyApp } from './fastify.ts';
import { app as honoApp } from './hono.ts';
import { members } from './members.ts';
import { fallback } from './routes/api/mx/[...path]/+server.ts';
import { serve as answer } from './serve.ts';

afterAll(async () => (await members()).host.close());

/** Next chooses the function of a route by the method. */
const nextRoute = (request: Request): Promise<Response> =>
  ({ DELETE: route.DELETE, GET: route.GET, POST: route.POST, PUT: route.PUT })[
    request.method as 'GET'
  ](request);

const listening = async (server: Server): Promise<Server> => {
  if (!server.listening) await once(server, 'listening');
  return server;
};

/** Starts a server of each framework. */
const SERVERS = {
  Express: () => listening(createServer(expressApp).listen(0, '127.0.0.1')),
  Fastify: async () => {
    await fastifyApp.listen({ port: 0, host: '127.0.0.1' });
    return fastifyApp.server;
  },
  Hono: () => listening(serve({ fetch: honoApp.fetch, port: 0, hostname: '127.0.0.1' }) as Server),
  'a route of Next': () =>
    listening(serve({ fetch: nextRoute, port: 0, hostname: '127.0.0.1' }) as Server),
  'serve of other frameworks': () =>
    listening(serve({ fetch: answer, port: 0, hostname: '127.0.0.1' }) as Server),
  'a route of SvelteKit': () =>
    listening(
      serve({
        fetch: (request) => fallback({ request }),
        port: 0,
        hostname: '127.0.0.1',
      }) as Server,
    ),
};

describe.each(Object.entries(SERVERS))('%s', (name, open) => {
  test('a member that is created over HTTP is served to its account only', async () => {
    const server = await open();
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/api/mx`;
    const clientsOf = (account: string) => {
      const options = { url, headers: { cookie: `account=${account}` } };
      return { host: connectHost(options), creations: connectCreations(options) };
    };
    const { creations, host: mine } = clientsOf('ada');
    const created = await creations.create({
      id: name.replaceAll(' ', '-'),
      institutionCode: 'mxbank',
      credentials: [
        { guid: 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1', value: `mxuser-${name}` },
        { guid: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d', value: 'challenge' },
      ],
    });
    expect(created).toMatchObject({ state: 'following' });
    const member = created.state === 'following' ? created.member : undefined;
    expect(await mine.view(member as never)).toMatchObject({ outcome: null });
    const refused = clientsOf('bob').host.view(member as never);
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
    const nobody = clientsOf('').host.view(member as never);
    await expect(nobody).rejects.toMatchObject({ code: 'signedOut' });
  });
});
