import { getRequestListener } from '@hono/node-server';
import Fastify from 'fastify';
import { handler } from './members.ts';

const listener = getRequestListener(handler, { overrideGlobalObjects: false });

export const app = Fastify();
await app.register(async (scope) => {
  // The handler reads the body itself.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _body, done) => done(null));
  scope.all('/api/mx/*', async (request, reply) => {
    reply.hijack();
    await listener(request.raw, reply.raw);
  });
});
app.get('/', async () => 'Yours');
