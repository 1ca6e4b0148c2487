import { createRestateHost } from '@mx-member/restate';
import { expect, test, vi } from 'vitest';

/** A wrong ingress or header is reported when the host is created, or at the call, and is not treated as an outage. */

const INGRESS = 'http://127.0.0.1:1';
const seal = async () => '';
const member = { userGuid: 'USR-1', memberGuid: 'MBR-1' };

test.each(['nowhere', 'http://u:SECRET@127.0.0.1:1', 'http://u:SECRET@127.0.0.1:999999'])(
  'an ingress that is not an address, or contains a password, is refused without being quoted: %s',
  (ingress) => {
    expect(() => createRestateHost({ ingress, seal })).toThrow(/^ingress must be an address/);
    expect(() => createRestateHost({ ingress, seal })).not.toThrow('SECRET');
  },
);

test('a header that cannot be sent is named at once without its value', async () => {
  const headers: Record<string, string> = { 'x-token': 'SECRET\nx' };
  const message = 'The header x-token has a value that cannot be sent';
  expect(() => createRestateHost({ ingress: INGRESS, seal, headers })).toThrow(message);
  expect(() => createRestateHost({ ingress: INGRESS, seal, headers })).not.toThrow('SECRET');

  headers['x-token'] = 'good';
  const fetch = vi.fn(async () => new Response());
  const host = createRestateHost({ ingress: INGRESS, seal, headers, fetch, patience: 3_600_000 });
  headers['x-token'] = 'SECRET\nx';
  const error = await host.view(member).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining(message) });
  expect(String(error)).not.toContain('SECRET');
  expect(fetch).not.toHaveBeenCalled();
});
