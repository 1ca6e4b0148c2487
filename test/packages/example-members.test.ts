import { expect, test } from 'vitest';
import { handler } from '../../examples/frameworks/members.ts';

/** A request of the page of an account to the handler of the guide for servers. */
const send = (method: string, path: string, body?: unknown) =>
  handler(
    new Request(`http://localhost/api/mx${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    }),
    { id: 'ada' },
  );

test('the server of the guide lets a user see only what belongs to that user, and erase nobody', async () => {
  const other = '/users/USR-somebody-else';
  expect((await send('DELETE', other)).status).toBe(403);
  expect((await send('GET', `${other}/members/MBR-1`)).status).toBe(403);
  expect((await send('POST', `${other}/members/MBR-1/start`, { job: 'aggregate' })).status).toBe(
    403,
  );
  expect((await send('GET', '/institutions/mxbank/credentials')).status).toBe(200);
});
