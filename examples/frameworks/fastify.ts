import { getRequestListener } from '@hono/node-server';
import Fastify, { type FastifyRequest } from 'fastify';
import { handler } from './members.ts';
import { type Account, accountOf } from './session.ts';

interface WithUser extends FastifyRequest {
  user?: Account;
}

export const app = Fastify();
// Your own session comes here, for example @fastify/session.
app.addHook('onRequest', async (request: WithUser) => {
  request.user = accountOf(request.headers.cookie);
});
await app.register(async (scope) => {
  // The handler reads the body itself.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _body, done) => done(null));
  scope.all('/api/mx/*', async (request: WithUser, reply) => {
    const { user } = request;
    reply.hijack();
    const listener = getRequestListener((web) => handler(web, user), {
      overrideGlobalObjects: false,
    });
    await listener(request.raw, reply.raw);
  });
});
app.get('/', async () => 'Yours');
