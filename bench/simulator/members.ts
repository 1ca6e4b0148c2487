import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { serveLifecycles } from '../support/lifecycles.ts';

const [, , count = ''] = process.argv;

/** Time that stands still: each member's job has asked its question, and nobody answers. */
let now = Date.UTC(2026, 0, 1);
const simulator = createMxSimulator({ now: () => now, challengeLifetime: 1e9 });
const headers = {
  accept: 'application/vnd.mx.api.v1+json',
  authorization: `Basic ${btoa(`${DEFAULT_CLIENT_ID}:${DEFAULT_API_KEY}`)}`,
  'content-type': 'application/json',
};

async function send(method: string, path: string, body?: object) {
  const response = await simulator.fetch(`https://mx.test${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response.json();
}

const { credentials: fields } = await send('GET', '/institutions/mxbank/credentials');
const values: Record<string, string> = { LOGIN: 'mxuser', PASSWORD: 'challenge' };
const credentials = fields.map((field: { guid: string; field_name: string }) => ({
  guid: field.guid,
  value: values[field.field_name],
}));

const paths: string[] = [];
for (let index = 0; index < Number(count); index++) {
  const { user } = await send('POST', '/users', { user: { is_disabled: false } });
  const path = `/users/${user.guid}/members`;
  const { member } = await send('POST', path, {
    member: { institution_code: 'mxbank', credentials },
  });
  paths.push(`${path}/${member.guid}/status`);
}
now += 10_000;

/** Not the next one each time: neighbours would be in the cache. */
const STRIDE = 7_919;
let turn = 0;

serveLifecycles(async () => {
  turn += STRIDE;
  const { member } = await send('GET', paths[turn % paths.length] ?? '');
  if (member.connection_status !== 'CHALLENGED') throw new Error(member.connection_status);
});
