import { expect, test } from 'vitest';
import { type ServeKeys, serveSettings } from '../../../packages/cli/src/serve/options.ts';
import { parsed } from '../support/given.ts';

const KEYS = { MX_CLIENT_ID: 'id', MX_API_KEY: 'key' };
const TOKEN = { MX_MEMBER_TOKEN: 'token-of-sixteen-or-more' };

const settings = (line: string, env: ServeKeys = {}) =>
  serveSettings(parsed(`serve ${line}`).given, env);

test('without keys, it simulates MX with its own port and file, and needs no token', () => {
  expect(settings('')).toEqual({
    source: { kind: 'simulator', pace: 'normal', step: 1000, webhookLogin: null },
    restate: null,
    token: null,
    port: 3998,
    address: '127.0.0.1',
    metricsPort: null,
    drain: 0,
    file: 'members.db',
    create: false,
    postgres: false,
    trace: null,
    publicHosts: [],
    json: false,
  });
  expect(settings('--port 0 --file a.db --pace fast --step 5 --json', TOKEN)).toMatchObject({
    source: { pace: 'fast', step: 5 },
    token: TOKEN.MX_MEMBER_TOKEN,
    port: 0,
    file: 'a.db',
    json: true,
  });
});

test('with keys, it calls MX', () => {
  const env = { ...KEYS, ...TOKEN, MX_WEBHOOK_USERNAME: 'mx', MX_WEBHOOK_PASSWORD: 'hush' };
  expect(
    settings('--environment production --requests-per-second 5 --public-host A.example', env),
  ).toMatchObject({
    source: {
      kind: 'mx',
      environment: 'production',
      requestsPerSecond: 5,
      webhookLogin: { username: 'mx', password: 'hush' },
    },
    publicHosts: ['a.example'],
  });
  expect(settings('', { ...KEYS, ...TOKEN }).source).toMatchObject({
    webhookLogin: null,
    pace: 'normal',
  });
  const atSimulator = '--environment http://127.0.0.1:3999 --pace fast';
  expect(settings(atSimulator, { ...KEYS, ...TOKEN }).source).toMatchObject({ pace: 'fast' });
});

test.each([
  ['', KEYS, /MX_MEMBER_TOKEN is missing/],
  ['', { ...KEYS, MX_MEMBER_TOKEN: 'short' }, /MX_MEMBER_TOKEN must have at least 16/],
  ['', { ...KEYS, ...TOKEN, MX_WEBHOOK_USERNAME: 'mx' }, /Set both MX_WEBHOOK_USERNAME and/],
  ['', { MX_WEBHOOK_USERNAME: 'mx' }, /Set both MX_WEBHOOK_USERNAME and/],
  ['', { MX_CLIENT_ID: 'a\nb', MX_API_KEY: 'key' }, /MX_CLIENT_ID must not hold a line break/],
  ['', { MX_CLIENT_ID: 'a', MX_API_KEY: 'SECRET\nb' }, /MX_API_KEY must not hold a line break/],
  ['--restate http://u:SECRET@a --seal-key k', {}, /--restate must be .* without a user name/],
  ['--pace fast', { ...KEYS, ...TOKEN }, /--pace fast is for the simulator only/],
  ['--step 5', { ...KEYS, ...TOKEN }, /--step is for the simulator/],
  ['--environment production', {}, /--environment needs MX_CLIENT_ID and MX_API_KEY/],
  ['--public-host a.example', {}, /--public-host needs MX_CLIENT_ID/],
  ['--public-host https://a', { ...KEYS, ...TOKEN }, /--public-host must be a host name only/],
  ['--listen 0.0.0.0', {}, /--listen needs MX_CLIENT_ID and MX_API_KEY/],
  ['--metrics-port 4730 --port 4730', {}, /--metrics-port: 4730 is the --port too/],
  ['--listen localhost', { ...KEYS, ...TOKEN }, /--listen must be an IP address/],
  ['--file ./m.db --trace m.db', {}, /m\.db is the file of the members/],
  ['--trace t --restate http://a --seal-key k', {}, /give `trace` to createMemberService/],
  ['--trace t', { MX_MEMBER_TRACE_KEY: 'abc' }, /must have 32 hexadecimal digits or more/],
  ['--postgres --restate http://a --seal-key k', {}, /--restate keeps the members/],
  [
    '',
    { MX_MEMBER_PROT: '80' },
    /Unknown variable MX_MEMBER_PROT. The variables are MX_MEMBER_PORT,/,
  ],
  ['', { MX_MEMBER_PORT: 'SECRET' }, /--port must be a whole number/],
  ['', { MX_MEMBER_POSTGRES: 'yes' }, /MX_MEMBER_POSTGRES must be 1 or 0/],
  ['--requests-per-second 0', { ...KEYS, ...TOKEN }, /--requests-per-second must be at least 1/],
])('serve %s is refused with a message of our own', (line, env, message) => {
  expect(() => settings(line, env)).toThrow(message);
});

test('each option can be set in the environment, and the command line takes precedence', () => {
  const env = {
    ...KEYS,
    ...TOKEN,
    MX_MEMBER_PORT: '8080',
    MX_MEMBER_LISTEN: '0.0.0.0',
    MX_MEMBER_METRICS_PORT: '9464',
    MX_MEMBER_DRAIN: '5000',
    MX_MEMBER_PUBLIC_HOST: 'a.example,b.example',
    MX_MEMBER_POSTGRES: '1',
    MX_MEMBER_JSON: '0',
    MX_MEMBER_FILE: '',
  };
  expect(settings('--port 3000', env)).toMatchObject({
    port: 3000,
    address: '0.0.0.0',
    metricsPort: 9464,
    drain: 5000,
    publicHosts: ['a.example', 'b.example'],
    postgres: true,
    json: false,
    file: 'members.db',
    create: false,
  });
});
