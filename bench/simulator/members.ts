import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { serveLifecycles } from '../support/lifecycles.ts';
import { type Place, ROUTES } from './routes.ts';

const [, , count = '', route = ''] = process.argv;

let now = Date.UTC(2026, 0, 1);
const simulator = createMxSimulator({ now: () => now });
const headers = {
  accept: 'application/vnd.mx.api.v1+json',
  'accept-version': 'v20111101',
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
const values: Record<string, string> = { LOGIN: 'mxuser', PASSWORD: 'correct' };
const credentials = fields.map((field: { guid: string; field_name: string }) => ({
  guid: field.guid,
  value: values[field.field_name],
}));

const places: Place[] = [];
for (let index = 0; index < Number(count); index++) {
  const { user } = await send('POST', '/users', { user: { is_disabled: false } });
  const { member } = await send('POST', `/users/${user.guid}/members`, {
    member: { institution_code: 'mxbank', credentials },
  });
  places.push({ user: user.guid, member: member.guid });
}
now += 10_000;

/** Runs each job that adds data once for each member. */
for (const job of ['verify', 'identify', 'extend_history']) {
  for (const { user, member } of places)
    await send('POST', `/users/${user}/members/${member}/${job}`);
  now += 10_000;
}

/** The step from one member to the next. It is large, because neighbours would be in the cache. */
const STRIDE = 7_919;
let turn = 0;

serveLifecycles(async () => {
  turn += STRIDE;
  // Time passes, so that a started job has ended at the next request for its member.
  now += 10_000;
  const place = places[turn % places.length];
  const request = place && ROUTES[route]?.(place);
  if (!request) throw new Error(`Unknown route ${route}.`);
  await send(...request);
});
