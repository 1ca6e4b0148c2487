import { expect, test } from 'vitest';
import { aggregated, LISTS } from '../support/aggregated.ts';
import { seeded } from '../support/seeded.ts';
import { V2 } from '../support/simulated.ts';

const REQUESTS = 10_000;

const RUBBISH = [
  '',
  '0',
  '-1',
  '1e9',
  'NaN',
  'null',
  'true',
  '../../users',
  '%00',
  '%2e%2e%2f',
  '%E2%80%AE',
  '\u{1f4b8}',
  'ACT-',
  'TRN-00000000-0000-0000-0000-000000000000',
  "' OR 1=1 --",
  '__proto__',
  'constructor',
  '<script>',
  'x'.repeat(3_000),
  '9'.repeat(30),
  '2026-13-45',
  '2026-02-30',
  '1767225600',
  '{}',
  '[]',
];
const PARAMETERS = [
  ...['page', 'records_per_page', 'from_date', 'to_date', 'from_created_at', 'to_created_at'],
  ...['from_updated_at', 'to_updated_at', 'category_guid', 'category_guid[]', 'includes'],
  ...['use_case', 'is_manual', 'member_is_managed_by_user', 'include_transactions', '__proto__'],
];
const METHODS = ['GET', 'GET', 'GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'];

test('invalid input gets an MX error in JSON and changes nothing', async () => {
  const { below, pick } = seeded(17);
  const data = await aggregated({ headers: V2 });
  for (const job of ['verify', 'identify']) await data.run(job);
  const { guid, list, path, send, simulator, user } = data;
  const bodies = await Promise.all(LISTS.map((what) => list(what)));
  const guids = LISTS.flatMap((what, index) => bodies[index]?.[what].map((one) => one.guid) ?? []);
  const before = simulator.bank.member(guid);
  const texts = await Promise.all(
    LISTS.map(async (what) => (await send('GET', `${path}/${what}`)).text()),
  );

  /** The right part of a path, or a wrong one. */
  const part = (right: string) => (below(4) === 0 ? encodeURI(pick(RUBBISH)) : right);
  const address = () => {
    const root =
      below(2) === 0 ? `/users/${part(user)}` : `/users/${part(user)}/members/${part(guid)}`;
    const account = below(4) === 0 ? `/accounts/${part(pick(guids))}` : '';
    const one = below(2) === 0 ? `/${part(pick(guids))}${below(8) === 0 ? '.pdf' : ''}` : '';
    const query = Array.from(
      { length: below(4) },
      () =>
        `${pick(PARAMETERS)}=${below(3) === 0 ? pick(RUBBISH) : encodeURIComponent(pick(RUBBISH))}`,
    ).join('&');
    return `${root}${account}/${part(pick(LISTS))}${one}?${query}`;
  };

  const statuses = new Map<number, number>();
  for (let count = 0; count < REQUESTS; count++) {
    const headers = below(2) === 0 ? { 'accept-version': 'v20111101' } : {};
    // A request that would delete the member itself is not one of these routes.
    const where = address();
    const method = pick(METHODS);
    const body = method === 'POST' || method === 'PUT' ? pick(RUBBISH) : undefined;
    const response = await send(method, where, body, headers);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    if (response.status === 200 || method === 'HEAD') continue;
    const text = await response.text();
    expect([where, response.status, response.headers.get('content-type')]).toEqual([
      where,
      expect.toBeOneOf([400, 404, 501]),
      expect.stringMatching(/^application\/(vnd\.mx\.api\.v1\+)?json/),
    ]);
    expect(JSON.parse(text)).toEqual({ error: { message: expect.stringMatching(/\w.*\.$/) } });
  }

  expect([...statuses.keys()].toSorted()).toEqual([200, 400, 404, 501]);
  for (const number of statuses.values()) expect(number).toBeGreaterThan(REQUESTS / 100);
  expect(simulator.bank.member(guid)).toBe(before);
  for (const [index, what] of LISTS.entries())
    expect(await (await send('GET', `${path}/${what}`)).text()).toBe(texts[index]);
});
