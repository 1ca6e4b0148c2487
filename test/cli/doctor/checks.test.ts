import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { examine } from '../../../packages/cli/src/doctor/checks.ts';
import { doctorSettings } from '../../../packages/cli/src/doctor/options.ts';
import type { Fetch } from '../../../packages/cli/src/doctor/probe.ts';
import { parsed } from '../support/given.ts';
import { inProcess } from '../support/in-process.ts';
import { start } from '../support/process.ts';

const KEYS = { MX_CLIENT_ID: 'id-4711', MX_API_KEY: 'key-4711' };
const HOOKS = { MX_WEBHOOK_USERNAME: 'mx', MX_WEBHOOK_PASSWORD: 'hush-4711' };

/** What is found where MX answers so. */
async function found(fetch: Fetch, words = 'doctor', env: Readonly<Record<string, string>> = KEYS) {
  const settings = doctorSettings(parsed(words).given, env);
  const { signal } = new AbortController();
  const { findings, isReached } = await examine(settings, { signal, fetch });
  const of = (check: string) => {
    const finding = findings.find((one) => one.check === check);
    return `${finding?.verdict}: ${finding?.seen} ${finding?.todo ?? ''}`;
  };
  const bad = findings.filter(({ verdict }) => verdict === 'bad').map(({ check }) => check);
  return { of, bad, isReached };
}

/** MX, which may refuse. */
const mx =
  (status: number, date = new Date(), type = 'application/json'): Fetch =>
  async () =>
    new Response('{}', { status, headers: { 'content-type': type, date: date.toUTCString() } });

describe('the checks', () => {
  test('all is well', async () => {
    const { bad, isReached, of } = await found(mx(200));
    expect({ bad, isReached }).toEqual({ bad: [], isReached: true });
    expect(of('webhook login')).toMatch(
      /^unknown: Not checked\. To check your server, pass --webh/,
    );
  });

  test.each([
    [401, 'keys', /does not know these keys.*Each environment has keys/],
    [403, 'allowed address', /refuses the address of this computer.*allow list/],
    [406, 'version header', /refuses Accept-Version.*Ask MX/],
    [404, 'base URL', /not as MX does.*Something else answers/],
    [302, 'base URL', /not as MX does/],
    [502, 'base URL', /HTTP 502.*Try again/],
  ] as const)('HTTP %i is about the %s', async (status, check, text) => {
    const { of, bad } = await found(mx(status));
    expect(bad).toEqual([check]);
    expect(of(check)).toMatch(text);
  });

  test('a page of HTML is not MX', async () => {
    expect((await found(mx(200, new Date(), 'text/html'))).bad).toEqual(['base URL']);
  });

  test('keys of the other environment are named, and go to MX alone', async () => {
    const hosts: string[] = [];
    const { of } = await found(async (request) => {
      const { host } = new URL(request.url);
      hosts.push(host);
      return mx(host === 'api.mx.com' ? 200 : 401)(request);
    });
    expect(of('keys')).toContain('They are the keys of production: pass --environment production');
    expect(hosts).toEqual(['int-api.mx.com', 'api.mx.com']);
  });

  test.each([
    ['ENOTFOUND', /not known here.*DNS/],
    ['ECONNREFUSED', /Nobody listens/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
    ['EPIPE', /Check the network/],
  ])('%s says what to look at', async (code, text) => {
    const { of, isReached } = await found(async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) });
    });
    expect(isReached).toBe(false);
    expect(of('base URL')).toMatch(text);
    expect(of('keys')).toMatch(/^unknown: Not checked/);
  });

  test.each([
    [-250_000, /^bad: It is 4 minutes ahead of the clock of MX\. Set it by NTP/],
    [7_210_000, /^bad: It is 2 hours behind the clock of MX/],
    [2_000, /^well/],
  ])('a clock of MX that is %i ms ahead', async (ahead, text) => {
    expect((await found(mx(200, new Date(Date.now() + ahead)))).of('clock')).toMatch(text);
  });

  test('a request without a version may still be answered', async () => {
    const { of } = await found(async (request) =>
      mx(request.headers.has('accept-version') ? 200 : 406)(request),
    );
    expect(of('version header')).toContain('refuses a request without it');
    expect((await found(mx(200))).of('version header')).toContain('without it gets HTTP 200');
  });
});

describe('the webhook server', () => {
  const line = 'doctor --webhook-url https://api.example/hooks';
  const server = (answer: (authorization: string) => number | Error): Fetch => {
    return async (request) => {
      if (new URL(request.url).host !== 'api.example') return mx(200)(request);
      const answered = answer(atob(request.headers.get('authorization')?.slice(6) ?? ''));
      if (answered instanceof Error) throw answered;
      return new Response(null, { status: answered });
    };
  };
  test.each([
    ['takes the login alone', (login: string) => (login === 'mx:hush-4711' ? 204 : 401), /^well/],
    ['takes every login', () => 204, /^bad: .*wrong password too.*Check the login/],
    ['refuses the login', () => 401, /^bad: .*HTTP 401.*login that is set at MX/],
    ['fails', () => 500, /^bad: .*HTTP 500.*204/],
    ['is down', () => new TypeError('fetch failed'), /^bad: .*did not answer/],
  ] as const)('%s', async (_, answer, text) => {
    const { of } = await found(server(answer), line, { ...KEYS, ...HOOKS });
    expect(of('webhook login')).toMatch(text);
  });
});

describe('the command', () => {
  test('over HTTP: what was seen, what to do, and no key', async () => {
    const { url, close } = await serveMxSimulator({ clientId: 'id-4711', apiKey: 'key-4711' });
    onTestFinished(close);
    const line = `doctor --environment ${url}`;
    const well = await inProcess(line, 80, KEYS);
    expect({ code: well.code, err: well.err }).toEqual({ code: 0, err: '' });
    expect(well.out).toContain('keys: MX takes them.\n');
    expect(well.out).toContain('\nMX can be used from here.\n');
    const refused = await inProcess(line, 80, { ...KEYS, MX_API_KEY: 'wrong-4711' });
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('\n1 thing is to be done.\n');
    for (const { out, err } of [well, refused]) expect(out + err).not.toContain('4711');
    const { code, lines } = await inProcess(`${line} --json`, undefined, KEYS);
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({ check: 'base URL', verdict: 'well', todo: null });
    expect(lines.at(-1)).toEqual({ checks: 6, toDo: 0, isReached: true });
  });

  test('where nobody listens it ends with 3', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const { code, out } = await inProcess(
      `doctor --environment http://127.0.0.1:${port}`,
      80,
      KEYS,
    );
    expect(code).toBe(3);
    expect(out).toContain('Nobody listens there.');
  });

  test('scenarios over HTTP: as the simulator, and no user is left', async () => {
    const bank = { step: 40, clientId: 'id-4711', apiKey: 'key-4711' };
    const { url, close, simulator } = await serveMxSimulator(bank);
    onTestFinished(close);
    const folder = mkdtempSync(join(tmpdir(), 'mx-member-doctor-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const trace = join(folder, 'mx.ndjson');
    const line = `doctor --environment ${url} --scenarios --pace fast --only options --only oauth-pending --trace ${trace}`;
    const { code, out, err } = await inProcess(line, 80, KEYS);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('✓ options: as the simulator.\n');
    expect(out).toContain('\nNo difference was found. All users were deleted.\n');
    const lines = readFileSync(trace, 'utf8').trim().split('\n');
    expect(lines.map((text) => JSON.parse(text))).toContainEqual(
      expect.objectContaining({ type: 'reading', call: 'submitAnswers' }),
    );
    expect(lines.join()).not.toMatch(/USR-|MBR-|CRD-|CRO-|correct|mxuser|key-4711|phone/i);
    expect([...simulator.bank.users.values()]).toEqual([]);
  });

  test('Ctrl-C deletes the users', async () => {
    const bank = { step: 40, clientId: 'id-4711', apiKey: 'key-4711' };
    const { url, close, simulator } = await serveMxSimulator(bank);
    onTestFinished(close);
    const line = `doctor --environment ${url} --scenarios --pace fast --only expired --only image`;
    const { child, lineWith, ended } = start(line, KEYS);
    await lineWith('image');
    expect([...simulator.bank.users.values()]).toHaveLength(2);
    child.kill('SIGINT');
    expect((await ended()).code).toBe(130);
    expect([...simulator.bank.users.values()]).toEqual([]);
  });

  test.each([
    ['doctor', {}, 'set MX_CLIENT_ID and MX_API_KEY'],
    ['doctor --scenarios --environment production', KEYS, 'integration environment alone'],
    ['doctor --only options', KEYS, '--only needs --scenarios'],
    ['doctor --scenarios --only nothing', KEYS, '--only must be one of connects, two-rounds'],
    ['doctor --scenarios --pace fast', KEYS, 'for the simulator only'],
    ['doctor --webhook-url https://a.example', KEYS, 'needs MX_WEBHOOK_USERNAME'],
    ['doctor --webhook-url http://a.example', { ...KEYS, ...HOOKS }, 'must be an https: address'],
  ])('%s is wrong usage', async (line, env, text) => {
    const { code, err } = await inProcess(line, 80, env);
    expect(code).toBe(2);
    expect(err).toContain(text);
  });
});
