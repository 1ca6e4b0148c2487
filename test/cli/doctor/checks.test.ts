import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
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

/** Runs doctor with an MX that answers in this way. */
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

/** An MX that answers with this status. */
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
    [401, 'keys', /does not know these keys.*Each environment has its own/],
    [403, 'allowed address', /refuses the IP address of this computer.*allow list/],
    [406, 'version header', /refuses Accept-Version.*Ask MX/],
    [404, 'base URL', /not as MX does.*a login page may answer/],
    [302, 'base URL', /not as MX does/],
    [502, 'base URL', /HTTP 502.*try again/],
  ] as const)('HTTP %i is about the %s', async (status, check, text) => {
    const { of, bad } = await found(mx(status));
    expect(bad).toEqual([check]);
    expect(of(check)).toMatch(text);
  });

  test('an HTML page is not MX', async () => {
    expect((await found(mx(200, new Date(), 'text/html'))).bad).toEqual(['base URL']);
  });

  test('keys of the other environment are recognized, and are sent only to MX', async () => {
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
    ['ENOTFOUND', /ENOTFOUND.*the DNS/],
    ['ECONNREFUSED', /Nothing listens there/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
    ['EPIPE', /Check the network/],
    ['UND_ERR_CONNECT_TIMEOUT', /Check the firewall/],
  ])('%s says what to look at', async (code, text) => {
    const { of, isReached } = await found(async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) });
    });
    expect(isReached).toBe(false);
    expect(of('base URL')).toMatch(text);
    expect(of('keys')).toMatch(/^unknown: Not checked/);
  });

  test('a port to which no request is sent is named', async () => {
    const { of } = await found(fetch, 'doctor --environment http://127.0.0.1:1');
    expect(of('base URL')).toBe(
      'bad: http://127.0.0.1:1 was not reached (bad port). Port 1 is reserved for another protocol, so no request is sent to it. Give --environment another port.',
    );
  });

  test.each([
    [-250_000, /^bad: It is 4 minutes ahead of the clock of MX\. Set it with NTP/],
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
    ['accepts only the login', (login: string) => (login === 'mx:hush-4711' ? 204 : 401), /^well/],
    ['accepts every login', () => 204, /^bad: .*wrong password too.*Check the login/],
    ['refuses the login', () => 401, /^bad: .*HTTP 401.*login that is set at MX/],
    ['fails', () => 500, /^bad: .*HTTP 500.*204/],
    ['is down', () => new TypeError('fetch failed'), /^bad: .*did not answer/],
  ] as const)('%s', async (_, answer, text) => {
    const { of } = await found(server(answer), line, { ...KEYS, ...HOOKS });
    expect(of('webhook login')).toMatch(text);
  });
});

describe('the command', () => {
  test('over HTTP, shows what was found and what to do, and never a key', async () => {
    const { url, close } = await serveMxSimulator({ clientId: 'id-4711', apiKey: 'key-4711' });
    onTestFinished(close);
    const line = `doctor --environment ${url}`;
    const well = await inProcess(line, 80, KEYS);
    expect({ code: well.code, err: well.err }).toEqual({ code: 0, err: '' });
    expect(well.out).toContain('keys: MX accepts them.\n');
    expect(well.out).toContain('\nAll checks passed. You can use MX from here.\n');
    const refused = await inProcess(line, 80, { ...KEYS, MX_API_KEY: 'wrong-4711' });
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('\n1 problem to fix.\n');
    for (const { out, err } of [well, refused]) expect(out + err).not.toContain('4711');
    const { code, lines } = await inProcess(`${line} --json`, undefined, KEYS);
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({ check: 'base URL', verdict: 'well', todo: null });
    expect(lines.at(-1)).toEqual({ checks: 6, toDo: 0, isReached: true });
  });

  test('ends with 3 if nothing listens at the address', async () => {
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
    expect(out).toContain('Nothing listens there');
  });

  test('scenarios over HTTP give the same result as the simulator, and leave no user behind', async () => {
    const bank = { step: 40, clientId: 'id-4711', apiKey: 'key-4711' };
    const { url, close, simulator } = await serveMxSimulator(bank);
    onTestFinished(close);
    const folder = mkdtempSync(join(tmpdir(), 'mx-member-doctor-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [trace, page] = [join(folder, 'mx.ndjson'), join(folder, 'seen.md')];
    const line = `doctor --environment ${url} --scenarios --pace fast --only options --only oauth-pending --trace ${trace} --page ${page}`;
    const { code, out, err } = await inProcess(line, 80, KEYS);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('✓ options: same as the simulator.\n');
    expect(out).toContain('\nNo difference was found. All users were deleted.\n');
    expect(statSync(trace).mode & 0o777).toBe(0o600);
    const lines = readFileSync(trace, 'utf8').trim().split('\n');
    expect(lines.map((text) => JSON.parse(text))).toContainEqual(
      expect.objectContaining({ event: expect.objectContaining({ call: 'submitAnswers' }) }),
    );
    expect(lines.join()).not.toMatch(/USR-|MBR-|CRD-|CRO-|correct|mxuser|key-4711|phone/i);
    expect([...simulator.bank.users.values()]).toEqual([]);
    // It is a trace as a host writes it, so a replay checks and explains it.
    expect(await inProcess(`replay ${trace}`)).toMatchObject({ code: 0 });
    const seen = readFileSync(page, 'utf8');
    expect(seen).toContain('# MX as it was last night (SIMULATOR)');
    expect(seen).toContain('| seen | A running job can ask one or several questions.');
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
    ['doctor --scenarios --environment production', KEYS, 'which exists only in the integration'],
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
