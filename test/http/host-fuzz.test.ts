import { createHost, createMemoryStore } from '@mx-member/host';
import { createHostHandler } from '@mx-member/host/http';
import type { MemberView } from '@mx-member/machine/step';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { ADDRESSES } from '../../packages/http/src/addresses.ts';
import { Bank, memberOf } from '../support/bank.ts';
import { runCount } from '../support/run-count.ts';

/** Requests that are all invalid. `SECRET` is an answer that must not be in a response. */

const RUNS = runCount(2_500);
const SECRET = 'unmistakable-482913';
const AT = '/users/USR-1/members/MBR-1';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly type: string | null;
  readonly body: string | null;
}

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(SECRET), fc.constant('__proto__'));
const json = fc.jsonValue({ stringUnit: 'binary' });

/** JSON that no route accepts, because each expects an object of known fields. */
const wrongBody = fc
  .oneof(
    json.map((value) => JSON.stringify({ [SECRET]: value })),
    fc
      .tuple(json, json)
      .map(([answers, prompt]) => JSON.stringify({ answers, prompt, [SECRET]: SECRET })),
    fc
      .oneof(fc.constant(-482_913), fc.constant(SECRET), fc.double({ max: -1 }))
      .map((prompt) => JSON.stringify({ answers: [{ guid: 'C', value: SECRET }], prompt })),
    json
      .filter((value) => typeof value !== 'string')
      .map((value) => JSON.stringify({ answers: [{ guid: SECRET, value }], prompt: 1 })),
    fc.constant(JSON.stringify({ job: SECRET })),
    fc.constant(JSON.stringify({ job: 'aggregate', oauth: SECRET })),
    fc.constant('['.repeat(60_000)),
    fc.constant(`"${SECRET.repeat(5_000)}"`),
    fc.string({ unit: 'binary' }).map((start) => `{${SECRET}${start}`),
  )
  .filter((body) => body !== '{}');

const address = fc.oneof(
  fc
    .constantFrom(...Object.values(ADDRESSES).map(({ path }) => path))
    .map((path) => path.replace('{userGuid}', 'USR-1').replace('{memberGuid}', 'MBR-1')),
  fc.constant(`${AT}/answer`),
);

const encoded = (part: string): string => {
  try {
    return encodeURIComponent(part);
  } catch {
    return '%ZZ';
  }
};

const withBody: fc.Arbitrary<Sent> = fc
  .record({
    method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
    path: address,
    type: fc.constantFrom('application/json', 'text/plain', null),
    body: wrongBody,
  })
  // This route has no body, so its body cannot be invalid.
  .filter(({ method, path }) => method !== 'DELETE' || path !== '/users/USR-1');

const elsewhere: fc.Arbitrary<Sent> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'),
  path: fc.oneof(
    fc.array(text.map(encoded)).map((parts) => `/x/${parts.join('/')}`),
    text.map((part) => `/users/${encoded(part)}${encoded(part)}%/members/%FF/view`),
    text.map((part) => `${AT}/next?revision=${encoded(part)}x&wait=1`),
    text.map((part) => `/users/USR-unknown/members/${encoded(`MBR-${part}`)}`),
  ),
  type: fc.constant(null),
  body: fc.constant(null),
});

test(`${RUNS} invalid requests get problem details without answers, and change nothing`, async () => {
  const bank = new Bank({ step: 0 });
  const store = createMemoryStore();
  const logged: unknown[] = [];
  const log = (...said: unknown[]) => void logged.push(said);
  for (const name of ['log', 'warn', 'error', 'info', 'debug'] as const)
    vi.spyOn(console, name).mockImplementation(log);
  const rejections = vi.fn();
  process.on('unhandledRejection', rejections);
  const host = await createHost({ port: bank, store, onError: log });
  const handler = createHostHandler(host, { authorize: () => true, onError: log });
  const member = memberOf(1);
  let asked: MemberView = await host.start({ member, job: 'aggregate' });
  while (asked.needs !== 'answers') asked = await host.next(member, asked);
  const record = JSON.stringify(await store.find(member));

  const check = async ({ method, path, type, body }: Sent) => {
    const request = new Request(`http://host.test${path}`, {
      method,
      ...(type && { headers: { 'content-type': type } }),
      ...(body !== null && { body }),
    });
    const response = await handler(request);
    const said = await response.text();
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(JSON.parse(said)).toMatchObject({ status: response.status, detail: expect.any(String) });
    expect(said).not.toMatch(/unmistakable|482.?913/);
  };
  await fc.assert(fc.asyncProperty(fc.oneof(withBody, elsewhere), check), { numRuns: RUNS });

  expect(JSON.stringify(logged)).not.toContain('unmistakable');
  expect(logged).toEqual([]);
  expect(rejections).not.toHaveBeenCalled();
  process.off('unhandledRejection', rejections);
  // Only polls were made meanwhile, and the host still accepts the right answer.
  expect(bank.received).toEqual([]);
  expect(bank.startsOf(member)).toBe(1);
  const now = await store.find(member);
  expect(now && { ...now, context: null }).toEqual({ ...JSON.parse(record), context: null });
  expect(await host.view(member)).toMatchObject({ needs: 'answers', problems: [] });
  expect(await store.find({ userGuid: 'USR-unknown', memberGuid: 'MBR-' })).toBeNull();
  const answers = asked.challenges.map(({ guid }) => ({ guid, value: 'correct' }));
  expect((await host.answer(member, { answers, prompt: asked.prompt })).problems).toEqual([]);
  await host.close();
  vi.restoreAllMocks();
});
