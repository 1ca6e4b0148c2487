import { readFileSync } from 'node:fs';
import { createHostHandler, type ServedCall } from '@mx-member/host/http';
import type { MemberAccess } from '@mx-member/machine/hosting';
import { describe, expect, test, vi } from 'vitest';
import { PROBLEMS } from '../../packages/http/src/problems.ts';
import { AT, closeHosts, MEMBER, SECRET, serve } from './support/served-host.ts';

closeHosts();

describe('authorize', () => {
  test('gets the request, the member and the action', async () => {
    const calls: (ServedCall & { readonly token: string | null })[] = [];
    const access = { institutionCredentials: async () => [] } as Partial<MemberAccess>;
    const { send } = await serve({
      access: access as MemberAccess,
      authorize: (request, call) => {
        calls.push({ ...call, token: request.headers.get('authorization') });
        return true;
      },
    });
    const headers = { 'content-type': 'application/json', authorization: 'Bearer t' };
    await send('POST', `${AT}/start`, { job: 'verify' }, { headers });
    await send('GET', AT);
    await send('GET', '/institutions/mxbank/credentials');
    const { userGuid } = MEMBER;
    const NOBODY = { member: null, userGuid: null, token: null };
    expect(calls).toEqual([
      { action: 'start', member: MEMBER, userGuid, token: 'Bearer t' },
      { action: 'view', member: MEMBER, userGuid, token: null },
      { ...NOBODY, action: 'institutionCredentials' },
    ]);
  });
});

describe('requests', () => {
  test('another method is refused with the list of allowed methods', async () => {
    const { send } = await serve();
    const { response, json } = await send('DELETE', `${AT}/start`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(json).toMatchObject({
      type: expect.stringMatching(/#method-not-allowed$/),
      status: 405,
    });
  });

  test.each([
    ['no JSON', `${AT}/answer`, SECRET, 400],
    [
      'an answer that is not a text',
      `${AT}/answer`,
      { answers: [{ guid: 'C', value: 482913 }], prompt: 1 },
      400,
    ],
    ['an answer as a field name', `${AT}/answer`, { answers: [], prompt: 1, [SECRET]: 1 }, 400],
    [
      'an answer of several words as a field name',
      `${AT}/cancel`,
      { [`my ${SECRET}, not\n${SECRET} two words`]: 1 },
      400,
    ],
    ['an answer in place of the prompt', `${AT}/answer`, { answers: [], prompt: -482913 }, 400],
    ['an answer as a job', `${AT}/start`, { job: SECRET }, 400],
    ['pacing, which is the server’s', `${AT}/start`, { job: null, pacing: {} }, 400],
    ['a path that is not encoded', '/users/%E0%A4%A/members/MBR-1/cancel', {}, 400],
    ['a body that is too large', `${AT}/answer`, { answers: SECRET.repeat(5_000), prompt: 1 }, 413],
  ])('%s is refused without being quoted', async (_, path, body, status) => {
    const { send } = await serve();
    const { response, text, json } = await send('POST', path, body);
    expect(json).toMatchObject({ status, code: 'invalid', detail: expect.stringMatching(/\.$/) });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(text).not.toMatch(/unmistakable|482913/);
  });

  test('an unexpected error of a host is reported, and not shown', async () => {
    const onError = vi.fn();
    const { host } = await serve();
    const broken = { ...host, view: () => Promise.reject(new Error(SECRET)) };
    const handler = createHostHandler(broken, { authorize: () => true, onError });
    const response = await handler(new Request(`http://host.test${AT}`));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain(SECRET);
    expect(onError).toHaveBeenCalledWith(expect.any(Error), 'view');
  });

  test('every problem has a paragraph on the page of its type', () => {
    const page = readFileSync(new URL('../../docs/host-http.md', import.meta.url), 'utf8');
    const headings = [...(page.split('\n## Problems\n')[1]?.matchAll(/^### (.+)$/gm) ?? [])].map(
      ([, heading]) => heading,
    );
    expect(headings).toEqual(Object.keys(PROBLEMS));
  });

  test('`basePath` is checked', async () => {
    const { host } = await serve();
    const basePath = 'api/';
    expect(() => createHostHandler(host, { authorize: () => true, basePath })).toThrow(/basePath/);
  });
});

describe('a webhook', () => {
  test('polls the member at once, and is accepted even if the member is unknown or missing', async () => {
    let about: typeof MEMBER | null = null;
    const { send, host, bank } = await serve({ webhook: () => about });
    expect((await send('POST', '/webhooks/mx', {})).response.status).toBe(204);
    about = MEMBER;
    expect((await send('POST', '/webhooks/mx', {})).response.status).toBe(204);
    await host.start({ member: MEMBER, job: 'aggregate' });
    const calls = () => bank.calls.map(({ call }) => call);
    await vi.waitFor(() => expect(calls()).toEqual(['readStatus', 'startJob']));
    expect((await send('POST', '/webhooks/mx', {})).response.status).toBe(204);
    await vi.waitFor(() => expect(calls()).toEqual(['readStatus', 'startJob', 'readStatus']));
  });

  test('gets the response of your function if it is refused, and 503 if your function fails', async () => {
    let answer: () => Response = () => new Response(null, { status: 401 });
    const { send } = await serve({ webhook: () => answer() });
    expect((await send('POST', '/webhooks/mx', {})).response.status).toBe(401);
    answer = () => {
      throw new Error('down');
    };
    expect((await send('POST', '/webhooks/mx', {})).response.status).toBe(503);
    expect((await send('GET', '/webhooks/mx')).response.headers.get('allow')).toBe('POST');
  });

  test('gets 404 without a function for it', async () => {
    const { send } = await serve();
    expect((await send('POST', '/webhooks/mx', {})).response.status).toBe(404);
  });
});
