import { connectHost } from '@mx-member/host/http';
import type { MemberAccess } from '@mx-member/machine/hosting';
import { MxError } from '@mx-member/machine/step';
import { describe, expect, test, vi } from 'vitest';
import { idle } from '../support/fake-member.ts';
import { mxOver } from '../support/simulated-mx.ts';
import { AT, closeHosts, MEMBER, SECRET, serve } from './support/served-host.ts';

closeHosts();

describe('calls straight to MX', () => {
  const fields = [{ guid: 'CRD-1', fieldName: 'LOGIN', label: 'Username', type: 'TEXT' }];
  const access = (): MemberAccess => ({
    oauthWindowUri: async () => ({ oauthWindowUri: 'https://bank.example/oauth' }),
    institutionCredentials: async () => fields.map((field) => ({ ...field, apiKey: SECRET })),
    updateCredentials: async () => ({ reading: idle('CONNECTED'), raw: SECRET }),
  });
  const credentials = [{ guid: 'CRD-1', value: SECRET }];

  test('reach MX, and return only the documented fields', async () => {
    const given = access();
    const updated = vi.spyOn(given, 'updateCredentials');
    const { handler } = await serve({ access: given });
    const client = connectHost({ url: 'http://host.test', fetch: handler });
    expect(await client.oauthWindowUri({ member: MEMBER })).toEqual({
      oauthWindowUri: 'https://bank.example/oauth',
    });
    expect(await client.institutionCredentials({ institutionCode: 'mxbank' })).toEqual(fields);
    const { reading } = Object(await client.updateCredentials({ member: MEMBER, credentials }));
    expect(reading).toEqual(idle('CONNECTED'));
    expect(updated.mock.calls[0]?.[0]).toEqual({ member: MEMBER, credentials });
  });

  test.each([
    ['notFound', 404],
    ['badRequest', 400],
    ['rateLimited', 429],
    ['unauthorized', 502],
    ['institutionPreventNew', 422],
  ] as const)('keep the code if MX refuses them as %s', async (code, status) => {
    const refused = {
      ...access(),
      oauthWindowUri: () => Promise.reject(new MxError(code, { retryAfter: 2_000 })),
    };
    const { handler, send } = await serve({ access: refused });
    expect((await send('POST', `${AT}/oauth-window`, {})).json).toMatchObject({
      status,
      fault: code,
    });
    const client = connectHost({ url: 'http://host.test', fetch: handler });
    await expect(client.oauthWindowUri({ member: MEMBER })).rejects.toMatchObject({
      name: 'MxError',
      code,
      retryAfter: 2_000,
    });
  });

  test.each([
    [
      'by returning something invalid',
      async () => ({ oauthWindowUri: 'javascript:alert(1)' }),
      'badReturn',
    ],
    ['by mistake', () => Promise.reject(new Error(SECRET)), 'unexpected'],
  ])('that fail %s are reported, and not shown', async (_, oauthWindowUri, fault) => {
    const onError = vi.fn();
    const { send } = await serve({ access: { ...access(), oauthWindowUri }, onError });
    const { text, json } = await send('POST', `${AT}/oauth-window`, {});
    expect(json).toMatchObject({ status: 500, fault });
    expect(text).not.toMatch(/unmistakable|alert/);
    expect(onError.mock.calls).toEqual([[expect.any(Error), 'oauthWindowUri']]);
  });

  test('say that nothing was sent, if MX does not list the members before', async () => {
    const given = access();
    const updated = vi.spyOn(given, 'updateCredentials');
    const creator = mxOver(() => Promise.reject(new TypeError('fetch failed')));
    const { handler } = await serve({ access: given, creator });
    const client = connectHost({ url: 'http://host.test', fetch: handler });
    await expect(client.updateCredentials({ member: MEMBER, credentials })).rejects.toMatchObject({
      code: 'unreachable',
      sent: false,
    });
    expect(updated).not.toHaveBeenCalled();
  });

  test('are forbidden if they are not served', async () => {
    const { send } = await serve();
    expect((await send('GET', '/institutions/mxbank/credentials')).response.status).toBe(403);
  });
});
