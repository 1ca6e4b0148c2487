import { connectHost, createHostHandler, type ServedCall } from '@mx-member/host/http';
import { describe, expect, test, vi } from 'vitest';
import { closeHosts, MEMBER, SECRET, serve } from './support/served-host.ts';

closeHosts();

describe('forget', () => {
  test('erases the members of a user if authorizeErasure allows it, and reports what it erased', async () => {
    const asked: unknown[] = [];
    const { host, handler } = await serve({
      authorize: () => true,
      authorizeErasure: ({ method }, erasure) => {
        asked.push([method, erasure]);
        return erasure.userGuid === 'USR-1';
      },
    });
    await host.start({ member: MEMBER, job: 'aggregate' });
    const client = connectHost({ url: 'http://host.test', fetch: handler });
    expect(await client.forget('USR-1')).toEqual({
      members: [MEMBER],
      records: 1,
      outcomes: 0,
      aside: 0,
    });
    await expect(client.view(MEMBER)).rejects.toMatchObject({ code: 'notFound' });
    await expect(client.forget('USR-2')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(client.forget('')).rejects.toMatchObject({ code: 'invalid' });
    expect(asked).toEqual(
      ['USR-1', 'USR-2'].map((userGuid) => [
        'DELETE',
        { action: 'forget', member: null, userGuid },
      ]),
    );
  });

  test.each([
    ['everything', () => true],
    ['what is about no member', (_: Request, { member }: ServedCall) => member === null],
    ['the action forget', (_: Request, call: { action: string }) => call.action === 'forget'],
  ])('is refused without authorizeErasure when authorize allows %s', async (_, allows) => {
    const authorize = vi.fn(allows);
    const { host, send } = await serve({ authorize });
    await host.start({ member: MEMBER, job: 'aggregate' });
    const { response, json } = await send('DELETE', '/users/USR-1');
    expect(response.status).toBe(403);
    expect(json).toMatchObject({
      code: 'forbidden',
      type: expect.stringMatching(/#not-served$/),
    });
    expect(authorize).not.toHaveBeenCalled();
    expect(await host.view(MEMBER)).toMatchObject({ state: expect.any(String) });
  });

  test('is refused if authorizeErasure requires a login or fails', async () => {
    const onError = vi.fn();
    const error = new Error(SECRET);
    for (const [answer, status] of [
      ['signedOut', 401],
      [false, 403],
      [error, 503],
    ] as const) {
      const { host, send } = await serve({
        authorizeErasure: () => {
          if (answer === error) throw error;
          return answer as boolean | 'signedOut';
        },
        onError,
      });
      await host.start({ member: MEMBER, job: 'aggregate' });
      expect((await send('DELETE', '/users/USR-1')).response.status).toBe(status);
      expect(await host.view(MEMBER)).toMatchObject({ state: expect.any(String) });
    }
    expect(onError.mock.calls).toEqual([[error, 'authorizeErasure']]);
  });

  test('cannot be served by a host that cannot erase users', async () => {
    const { host } = await serve();
    const { start, view, next, answer, hint, cancel, close } = connectHost({
      url: 'http://host.test',
      fetch: createHostHandler(host, { authorize: () => true }),
    });
    const unable = { start, view, next, answer, hint, cancel, close };
    const authorize = () => true;
    expect(() => createHostHandler(unable, { authorize, authorizeErasure: authorize })).toThrow(
      'createHostHandler: `authorizeErasure` needs a host that can erase users (`forget`).',
    );
    const handler = createHostHandler(unable, { authorize });
    const response = await handler(new Request('http://h/users/USR-1', { method: 'DELETE' }));
    expect([response.status, (await response.json()).code]).toEqual([403, 'forbidden']);
  });
});
