import { inspect } from 'node:util';
import { hideSecrets } from '@mx-member/adapters/inspector';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuTime } from '../support/cpu-time.ts';
import { runCount } from '../support/run-count.ts';

/** Secrets in every form in which a program writes its values. */

const DIGITS = '7391528460';

const NAMES = [
  ...['password', 'userPassword', 'passphrase', 'passcode', 'pwd', 'pin', 'cardPin', 'otp', 'totp'],
  ...['otpCode', 'mfaCode', 'mfa_code', 'verificationCode', 'security-code', 'oneTimeCode'],
  ...['apiKey', 'api_key', 'MX-API-Key', 'x-api-key', 'privateKey', 'private_key', 'secretKey'],
  ...['accessKey', 'sessionKey', 'sessionId', 'session_id', 'cvv', 'cvc2', 'ssn', 'jwt', 'sealed'],
  ...['clientSecret', 'token', 'access_token', 'authorization', 'Authorization', 'cookie'],
  ...['Set-Cookie', 'answer', 'answers', 'answerText', 'credential', 'passwordHash', 'value'],
];
const HEADERS = NAMES.filter((name) => name !== 'value');

const name = fc.constantFrom(...NAMES);
const header = fc.constantFrom(...HEADERS);
/** A prefix that could end a value too early. */
const before = fc.array(
  fc.constantFrom(
    'a',
    'Z',
    "'",
    '"',
    '`',
    '\\',
    ' ',
    '&',
    '=',
    ';',
    ',',
    ':',
    '{',
    ']',
    '%',
    '+',
    'ü',
  ),
  { maxLength: 6 },
);
const secret = before.map((some) => `SECRET${some.join('')}${DIGITS}`);
const plain = fc.constant(`SECRET-${DIGITS}`);
const withBreaks = secret.map((text) => text.replace(';', '\n'));

const noise = fc.dictionary(
  fc.constantFrom('status', 'guid', 'label', 'count', 'at'),
  fc.oneof(fc.constant('CRD-1'), fc.nat(), fc.constant(null), fc.constant('a text')),
  { maxKeys: 3 },
);
/** A value with a secret somewhere in it. */
const held = fc
  .tuple(name, fc.oneof(withBreaks, fc.constant(Number(DIGITS))), noise, fc.nat(6))
  .map(([field, text, around, shape]) => {
    const one = { ...around, [field]: text, ...(shape % 2 ? { after: 'x' } : {}) };
    const shapes = [
      one,
      [one, one],
      { member: { challenges: [one] } },
      { [field === 'value' ? 'answers' : field]: [text, text] },
      { [field === 'value' ? 'answer' : field]: { text } },
      Object.entries(one).flat(),
      { deep: { deeper: { deepest: one } } },
    ];
    return shapes[shape] ?? one;
  });

const asHeaders = (list: readonly (readonly [string, string])[]) =>
  new Headers(list.map(([key, text]) => [key, encodeURIComponent(text)]));
const BREAKS = /[\r\n]/g;

const renderings: readonly (readonly [string, fc.Arbitrary<unknown>])[] = [
  [
    'inspect',
    fc
      .tuple(held, fc.integer({ min: 20, max: 200 }), fc.constantFrom(true, false, 3), fc.boolean())
      .map(([value, breakLength, compact, sorted]) =>
        inspect(value, { depth: 9, breakLength, compact, sorted }),
      ),
  ],
  ['inspect in a sentence', held.map((value) => `It failed for ${inspect(value)}, sorry.`)],
  [
    'inspect of entries',
    held.map((value) => inspect(Object.entries({ value, more: value }), { depth: 9 })),
  ],
  [
    'inspect of a map',
    fc.tuple(name, secret).map(([key, text]) => inspect(new Map([[key, text]]))),
  ],
  [
    'inspect of an error',
    held.map((value) => inspect(Object.assign(new Error('x'), { cause: value }))),
  ],
  ['JSON', held.map((value) => JSON.stringify(value))],
  ['JSON with indents', held.map((value) => JSON.stringify(value, null, 2))],
  ['JSON in a sentence', held.map((value) => `Refused: ${JSON.stringify(value)} (400)`)],
  ['JSON in JSON', held.map((value) => JSON.stringify({ body: JSON.stringify(value) }))],
  ['JSON in JSON in a text', held.map((value) => `x ${JSON.stringify(JSON.stringify(value))}`)],
  ['JSON that was cut off', held.map((value) => `400 ${JSON.stringify(value).slice(0, -2)}`)],
  [
    'JSON in a URL',
    held.map((value) => `https://a.example/?q=${encodeURIComponent(JSON.stringify(value))}`),
  ],
  ['the value itself', held],
  [
    'inspect of headers',
    fc.tuple(header, secret).map(([key, text]) =>
      inspect(
        asHeaders([
          ['accept', 'x'],
          [key, text],
        ]),
      ),
    ),
  ],
  [
    'header lines',
    fc
      .tuple(
        fc.constantFrom('authorization', 'Proxy-Authorization', 'Cookie', 'set-cookie'),
        secret,
      )
      .map(
        ([key, text]) => `GET / HTTP/1.1\r\nhost: a\r\n${key}: ${text.replace(BREAKS, '')}\r\nx: y`,
      ),
  ],
  [
    'header lines of one word',
    fc.tuple(header, plain).map(([key, text]) => `host: a\r\n${key}: ${text}\r\nx: y`),
  ],
  [
    'raw headers',
    fc.tuple(header, secret).map(([key, text]) => ({ rawHeaders: ['host', 'a', key, text] })),
  ],
  [
    'raw headers in a text',
    fc.tuple(header, secret).map(([key, text]) => `got ${inspect(['host', 'a', key, text])}`),
  ],
  ['pairs', fc.tuple(header, secret).map(([key, text]) => [[key, text]])],
  [
    'authorization in a text',
    fc
      .tuple(fc.constantFrom('Basic ', 'Bearer ', 'Basic%20', 'Bearer%20', 'basic+'), plain)
      .map(([scheme, text]) => `sent ${scheme}${btoa(text)} to a.example`),
  ],
  [
    'a URL',
    fc
      .tuple(name, secret)
      .map(([key, text]) => `see https://a.example/x?a=b&${key}=${encodeURIComponent(text)}#z`),
  ],
  ['a URL with a user', secret.map((text) => `https://me:${encodeURIComponent(text)}@a.example/x`)],
  [
    'a URL in a URL',
    fc
      .tuple(name, secret)
      .map(
        ([key, text]) =>
          `https://a.example/?to=${encodeURIComponent(`/x?${key}=${encodeURIComponent(text)}`)}`,
      ),
  ],
  [
    'a form',
    fc.tuple(name, secret).map(([key, text]) => `${new URLSearchParams({ a: 'b', [key]: text })}`),
  ],
  [
    'a nested form',
    fc
      .tuple(
        fc.constantFrom('member[credentials][0][value]', 'user[password]', 'answers[0]'),
        secret,
      )
      .map(([key, text]) => `${new URLSearchParams({ a: 'b', [key]: text })}&c=d`),
  ],
  [
    'inspect of a form',
    fc.tuple(name, secret).map(([key, text]) => inspect(new URLSearchParams({ [key]: text }))),
  ],
];

test.each(renderings)('%s contains no secret afterwards', (_, rendering) => {
  const property = fc.property(rendering, (value) => {
    const once = hideSecrets(value);
    const shown = JSON.stringify(once);
    expect(shown).not.toContain(DIGITS);
    expect(shown).not.toContain(btoa(`SECRET-${DIGITS}`));
    expect(hideSecrets(once)).toEqual(once);
  });
  fc.assert(property, { numRuns: runCount(10_000 / renderings.length) });
});

test('an object with many references is visited once at each depth', () => {
  let shared: unknown = { password: `SECRET-${DIGITS}` };
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
