import { Hono } from 'hono';
import { handler } from './members.ts';

export const app = new Hono()
  .all('/api/mx/*', (c) => handler(c.req.raw))
  .get('/', (c) => c.text('Yours'));
