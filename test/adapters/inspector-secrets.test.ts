import { createPseudonyms, hideSecrets } from '@mx-member/adapters/inspector';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { question } from '../support/fake-member.ts';
import { runCount } from '../support/run-count.ts';

/** The CPU time of this thread for some work, in ms. Other load on the machine does not count. */
function cpuTime(work: () => unknown): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

const NUMBER = '7391528460';
const SECRET = `SECRET-${NUMBER}`;
const shown = (value: unknown) => JSON.stringify(hideSecrets(value));

/** Places where a secret occurs, each with its shape. */
const PLACES: readonly (readonly [string, (secret: string) => unknown])[] = [
  ['an answer', (value) => ({ type: 'challenge.answer', answers: [{ guid: 'CRD-1', value }] })],
  ['a sealed answer', (sealed) => ({ answers: [{ guid: 'CRD-1', sealed }] })],
  ['malformed answers', (secret) => ({ answers: { anything: [secret] } })],
  ['a single answer', (value) => [{ guid: 'CRD-1', value }, { sealed: value }]],
  ['the body that resumes a job', (value) => ({ member: { challenges: [{ guid: 'C', value }] } })],
  ['credentials', (value) => ({ credentials: [{ guid: 'CRD-2', value }] })],
  ['a password', (userPassword) => ({ userPassword, password2: userPassword })],
  ['a secret number', (secret) => ({ answer: Number(secret.slice(-NUMBER.length)) })],
  [
    'personal codes',
    (secret) => ({ pin: secret, cardPin: secret, otp: [secret], passcode: secret }),
  ],
  ['a code in a URL', (secret) => `https://bank.example/?a=b&otp=${secret}&user_pin=${secret}`],
  ['a form', (secret) => `PASSWORD=${secret}&LOGIN=x`],
  ['an API key', (secret) => ({ apiKey: secret, 'MX-API-Key': secret, api_key: secret })],
  ['tokens', (secret) => ({ access_token: secret, sessionToken: secret, tokens: [secret] })],
  ['headers', (secret) => ({ Authorization: `Basic ${btoa(secret)}`, 'set-cookie': [secret] })],
  ['Node’s list of headers', (secret) => ({ rawHeaders: ['host', 'a', 'cookie', secret] })],
  ['Basic authorization in a text', (secret) => `sent with basic ${secret}`],
  ['Bearer authorization in a text', (secret) => ({ line: `Bearer  ${secret}, twice` })],
  ['a URL with a user', (secret) => `see https://client:${secret}@int-api.mx.com/users`],
  [
    'a URL with a token',
    (secret) => `https://mx.com/oauth?client_token=${secret}&a=b#code=${secret}`,
  ],
  ['a body as a text', (value) => ({ body: JSON.stringify({ challenges: [{ value }], x: [1] }) })],
  ['the cause of an error', (value) => Object.assign(new Error('x'), { request: { value } })],
  ['an object with a toJSON', (value) => ({ toJSON: () => ({ answers: [{ value }] }) })],
];

describe('a secret is removed from', () => {
  test.each(PLACES)('%s', (_, place) => {
    const text = shown(place(SECRET));
    expect(text).toContain('[hidden]');
    expect(text).not.toContain(NUMBER);
    expect(text).not.toContain(btoa(SECRET));
  });

  test('any of these, at any depth and beside other data', () => {
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'medium' },
        fc.constantFrom(...PLACES).map(([, place]) => place(SECRET)),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 3 }),
        fc.record({ status: fc.constant('active'), context: tie('tree') }),
        tie('tree').map((value) => JSON.stringify(value)),
        fc.anything(),
      ),
    }));
    const once = fc.property(tree, (value) => {
      expect(shown(value) ?? '').not.toContain(NUMBER);
    });
    fc.assert(once, { numRuns: runCount(500) });
  });
});

describe('data that is not secret is kept', () => {
  test('of a question: guid, type, label and options', () => {
    const options = [{ guid: 'CRO-1', label: 'Home', value: '555' }];
    expect(hideSecrets(question('CRD-1', { type: 'TOKEN', options }))).toEqual({
      guid: 'CRD-1',
      type: 'TOKEN',
      label: 'Question CRD-1?',
      options: [{ guid: 'CRO-1', label: 'Home', value: '[hidden]' }],
    });
  });

  test('of a snapshot: the states', () => {
    const snapshot = { status: 'active', value: { challenged: 'waiting' }, context: { round: 1 } };
    expect(hideSecrets(snapshot)).toEqual(snapshot);
  });

  test('booleans and missing values, whatever their name', () => {
    const flags = { needsUpdatedCredentials: true, answerLost: false, token: null };
    expect(hideSecrets(flags)).toEqual(flags);
  });

  test.each([
    'exit code=1, state=challenged, the answer = 42, answers: 3, a password: none',
    'https://mx.com/oauth?a=b&answered=yes&tokenise=no',
    'refused: {"pin":"1234"}, as the answers say',
  ])('of a text that is not JSON, a form or an address: %s', (text) => {
    expect(hideSecrets(text)).toBe(text);
  });

  test('the name and message of an error, and the date of a date', () => {
    const at = new Date(0);
    expect(hideSecrets({ error: new TypeError('fetch failed'), at })).toEqual({
      error: { name: 'TypeError', message: 'fetch failed' },
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  test('of a picture: its type and length', () => {
    const picture = `data:image/png;base64,${'A'.repeat(5_000)}`;
    expect(hideSecrets({ imageData: picture, note: `${picture} "${picture}"` })).toEqual({
      imageData: '[image/png, 5000 characters]',
      note: '[image/png, 5000 characters] "[image/png, 5000 characters]"',
    });
    expect(hideSecrets(`data:image/svg+xml;utf8,${'<svg/>'.repeat(9)}`)).toMatch(/^\[image\/svg/);
  });
});

describe('guids', () => {
  const member = { userGuid: 'USR-1', memberGuid: 'my-own-id' };

  test('are kept unless hiding is requested', () => {
    expect(hideSecrets({ member })).toEqual({ member });
  });

  test('are numbered in order of appearance, the same each time', () => {
    const pseudonyms = createPseudonyms();
    const hide = (value: unknown) => hideSecrets(value, { pseudonyms });
    const hidden = { userGuid: '[user 1]', memberGuid: '[member 1]' };
    expect(hide(member)).toEqual(hidden);
    expect(hide({ ...member, user_guid: 'USR-2', member_id: 7 })).toEqual({
      ...hidden,
      user_guid: '[user 2]',
      member_id: '[member 2]',
    });
    expect(hide(hide(member))).toEqual(hidden);
  });

  test('are found in texts and in field names if they have MX’s form', () => {
    const pseudonyms = createPseudonyms();
    expect(
      hideSecrets({ 'MBR-a-1': 'GET /users/USR-b/members/MBR-a-1/status' }, { pseudonyms }),
    ).toEqual({ '[member 1]': 'GET /users/[user 1]/members/[member 1]/status' });
  });
});

describe('for any input', () => {
  /** Pieces of a text that has one form now, and another form when a part of it is hidden. */
  const pieces = [
    ...['"pin"', '"answers":', ':', '[', '{', '}', ']', '"', '\\', "'", ' ', ',', 'USR-1'],
    ...['token=', '?code=', '&', ';', 'Basic ', '//', '@', '/', 'data:,', 'x'.repeat(30), '1.2.3'],
  ];
  const anything = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }),
    fc.array(fc.constantFrom(...pieces), { size: 'medium' }).map((some) => some.join('')),
  );

  test('it returns plain data, and applying it twice changes nothing', () => {
    const twice = fc.property(anything, (value) => {
      const pseudonyms = createPseudonyms();
      const once = hideSecrets(value, { pseudonyms });
      expect(() => JSON.stringify(once)).not.toThrow();
      expect(hideSecrets(once, { pseudonyms })).toEqual(once);
    });
    fc.assert(twice, { numRuns: runCount(500) });
    for (const [, place] of PLACES) {
      const once = hideSecrets(place(SECRET));
      expect(hideSecrets(once)).toEqual(once);
    }
  });

  test.each(['"', 'pin=', '?code', '?code=', 'data:;a', 'basic ', '//', '//a:', '&pin=a'])(
    'the time grows in proportion to the text: %j',
    (part) => {
      const text = `x${part.repeat(100_000)}`;
      expect(cpuTime(() => hideSecrets(text))).toBeLessThan(1_000);
    },
  );

  test('it neither modifies the input nor throws', () => {
    const circle: Record<string, unknown> = { answers: [SECRET] };
    circle.self = circle;
    Object.defineProperty(circle, 'broken', {
      enumerable: true,
      get: () => {
        throw new Error(SECRET);
      },
    });
    expect(hideSecrets({ circle })).toEqual({ circle: '[unreadable]' });
    expect(circle.answers).toEqual([SECRET]);
    const loop: unknown[] = [() => SECRET, Symbol('x'), 1n];
    loop.push(loop);
    expect(hideSecrets(loop)).toEqual([null, null, '1', '[circular]']);
    const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    expect(shown(deep)).toMatch(/^\[+"\[too deep\]"\]+$/);
  });

  test.each([
    ['an array of bytes', new TextEncoder().encode(SECRET)],
    ["Node's own", Buffer.from(SECRET)],
    ['a view', new DataView(new TextEncoder().encode(SECRET).buffer)],
    ['a buffer', new TextEncoder().encode(SECRET).buffer],
  ])('it shows only the number of bytes: %s', (_, bytes) => {
    const hidden = { body: `[${SECRET.length} bytes]` };
    expect(hideSecrets({ body: bytes })).toEqual(hidden);
    expect(hideSecrets(hidden)).toEqual(hidden);
  });

  test('properties that are not enumerable are ignored', () => {
    const request = Object.defineProperty({ a: 1 }, 'answers', { value: [SECRET] });
    expect(hideSecrets(request)).toEqual({ a: 1 });
  });
});

test('an object with many references is visited once at each depth', () => {
  let shared: unknown = { password: SECRET };
  for (let depth = 0; depth < 30; depth++) shared = { left: shared, right: shared };
  expect(cpuTime(() => hideSecrets({ shared }))).toBeLessThan(1_000);
  let hidden = hideSecrets(shared) as Record<string, unknown>;
  for (let depth = 0; depth < 30; depth++) hidden = hidden.right as typeof hidden;
  expect(hidden).toEqual({ password: '[hidden]' });
});

test("XState's actor ids are kept, because an inspector needs them", () => {
  const event = { type: '@xstate.event', sessionId: 'x:12', rootId: 'x:0' };
  expect(hideSecrets(event)).toEqual(event);
  expect(hideSecrets({ sessionId: 'abc' })).toEqual({ sessionId: '[hidden]' });
});
