import { createMx, type MxOptions } from '@mx-member/adapters/mx';
import { describe, expect, test } from 'vitest';
import { fakeMx, json } from '../support/fake-mx.ts';

const RUNNING = json({ member: { connection_status: 'CREATED', is_being_aggregated: true } });
const KEYS = { clientId: 'client', apiKey: 'SECRET-key', environment: 'integration' } as const;

describe('a guid cannot reach another path', () => {
  test.each([
    ['../../users', '..%2F..%2Fusers'],
    ['%2f..%2f', '%252f..%252f'],
    ['%2e%2e', '%252e%252e'],
    ['MBR-1\n', 'MBR-1%0A'],
    ['\t..', '%09..'],
    ['MBR-1?x=y', 'MBR-1%3Fx%3Dy'],
    ['MBR-1#x', 'MBR-1%23x'],
    ['..\\..', '..%5C..'],
    ['//evil.example', '%2F%2Fevil.example'],
    ['http://evil.example', 'http%3A%2F%2Fevil.example'],
    ['...', '...'],
  ])('%j', async (memberGuid, segment) => {
    const urls: string[] = [];
    const { mx } = fakeMx([RUNNING], {
      fetch: async (request) => {
        urls.push(request.url);
        return RUNNING();
      },
    });
    await mx.readStatus({ member: { userGuid: 'USR-1', memberGuid } });
    expect(urls).toEqual([`https://int-api.mx.com/users/USR-1/members/${segment}/status`]);
  });

  test.each(['', '.', '..', '\ud800', undefined, 7])('a guid of %j is never sent', async (guid) => {
    const { mx, sent } = fakeMx([RUNNING]);
    const userGuid = guid as string;
    const refused = {
      code: 'badRequest',
      message: expect.stringMatching(/The part after "\w+" in the address must be a text/),
    };
    await expect(
      mx.readStatus({ member: { userGuid, memberGuid: 'MBR-1' } }),
    ).rejects.toMatchObject(refused);
    await expect(mx.institutionCredentials({ institutionCode: userGuid })).rejects.toMatchObject(
      refused,
    );
    expect(sent).toEqual([]);
  });
});

test.each<[MxOptions['environment'], string]>([
  ['integration', 'https://int-api.mx.com/users'],
  ['production', 'https://api.mx.com/users'],
  [new URL('https://proxy.example/mx'), 'https://proxy.example/mx/users'],
  [new URL('https://proxy.example/mx//'), 'https://proxy.example/mx/users'],
  [new URL('http://localhost:3999'), 'http://localhost:3999/users'],
  [new URL('http://127.1:3999'), 'http://127.0.0.1:3999/users'],
  [new URL('http://[::1]:3999'), 'http://[::1]:3999/users'],
])('the environment %s has the address %s', async (environment, expected) => {
  const urls: string[] = [];
  const fetch = async ({ url }: Request) => {
    urls.push(url);
    return Response.json({ user: { guid: 'USR-1' } });
  };
  await createMx({ ...KEYS, environment, fetch }).createUser();
  expect(urls).toEqual([expected]);
});

test('white space around the keys, such as a line break at the end of a file, is removed', async () => {
  const sent: (string | null)[] = [];
  const fetch = async ({ headers }: Request) => {
    sent.push(headers.get('authorization'));
    return Response.json({ user: { guid: 'USR-1' } });
  };
  const keys = { clientId: ' client\n', apiKey: '\tkey\r\n', environment: 'integration' } as const;
  await createMx({ ...keys, fetch }).createUser({ id: 'mine' });
  expect(sent).toEqual([`Basic ${btoa('client:key')}`]);
});

test.each([
  [{ environment: new URL('http://int-api.mx.com') }, /http:.*loopback/],
  [{ environment: new URL('http://127.0.0.1.evil.example') }, /loopback/],
  [{ environment: new URL('http://localhost.evil.example') }, /loopback/],
  [{ environment: new URL('ftp://localhost') }, /environment/],
  [{ environment: new URL('https://a:b@mx.example') }, /without user/],
  [{ environment: new URL('https://mx.example/?q') }, /query/],
  [{ environment: 'staging' }, /environment must be 'integration', 'production' or a URL object/],
  [{ environment: undefined }, /environment must be/],
  [{ clientId: '' }, /clientId/],
  [{ clientId: 'a:b' }, /clientId.*colon/],
  [{ apiKey: '' }, /apiKey/],
  [{ apiKey: undefined }, /apiKey/],
  [{ apiKey: ' \n' }, /apiKey/],
  [{ apiKey: 'SECRET\nSECRET' }, /apiKey.*control characters/],
  [{ clientId: 'SECRET\u0000' }, /clientId.*control characters/],
  [{ version: 'rc20260430' }, /rc20260430 is not supported\. .* Use v20250224\./],
  [{ version: 'v1' }, /version must be one of v20111101, v20250224/],
  [{ timeout: 0 }, /timeout` must be a whole number above 0/],
  [{ timeout: 2 ** 31 }, /timeout/],
  [{ timeout: 1.5 }, /timeout/],
  [{ maxConcurrent: 0 }, /maxConcurrent/],
  [{ requestsPerSecond: 0.5 }, /requestsPerSecond/],
  [{ fetch: 'fetch' }, /fetch/],
  [{ open: true }, /open/],
])('the options %o are refused, and the key is not quoted', (wrong, words) => {
  const create = () => createMx({ ...KEYS, ...(wrong as object) });
  expect(create).toThrow(TypeError);
  expect(create).toThrow(words);
  expect(create).not.toThrow(/SECRET/);
});

test('without options the error names the required ones', () => {
  const create = createMx as (options?: unknown) => unknown;
  for (const nothing of [{}, undefined, null, 'client:SECRET'])
    expect(() => create(nothing)).toThrow(
      new TypeError('createMx: clientId, apiKey and environment are needed.'),
    );
});
