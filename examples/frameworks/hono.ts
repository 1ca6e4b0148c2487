import { Hono } from 'hono';
import { handler } from './members.ts';
import { type Account, accountOf } from './session.ts';

export const app = new Hono<{ Variables: { user: Account } }>()
  // Your own session comes here.
  .use(async (c, next) => {
    c.set('user', accountOf(c.req.header('cookie')));
    await next();
  })
  .all('/api/mx/*', (c) => handler(c.req.raw, c.get('user')))
  .get('/', (c) => c.text('Yours'));
