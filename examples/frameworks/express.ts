import { getRequestListener } from '@hono/node-server';
import express, { type Request } from 'express';
import { handler } from './members.ts';
import { type Account, accountOf } from './session.ts';

interface WithUser extends Request {
  user?: Account;
}

export const app: express.Express = express();
// Your own session comes here, for example Passport, which sets `request.user`.
app.use((request: WithUser, _, next) => {
  request.user = accountOf(request.headers.cookie);
  next();
});
// This must come before express.json(), which would read the body first.
app.all('/api/mx/*path', (request: WithUser, response) => {
  const { user } = request;
  const listener = getRequestListener((web) => handler(web, user), {
    overrideGlobalObjects: false,
  });
  void listener(request, response);
});
app.use(express.json());
app.get('/', (_, response) => void response.send('Yours'));
