import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { handler } from './members.ts';

const listener = getRequestListener(handler, { overrideGlobalObjects: false });

export const app: express.Express = express();
// This must come before express.json(), which would read the body first.
app.all('/api/mx/*path', (request, response) => void listener(request, response));
app.use(express.json());
app.get('/', (_, response) => void response.send('Yours'));
