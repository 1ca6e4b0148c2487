import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseFault } from '@mx-member/simulator';
import { describe, expect, test, vi } from 'vitest';
import { SIMULATE_COMMAND } from '../../../packages/cli/src/simulate/options.ts';
import { simulatedMx } from '../../support/simulated-mx.ts';
import { type Member, platform, type Served } from '../support/platform.ts';
import { run, start } from '../support/process.ts';

describe.concurrent('mx-member simulate', () => {
  test('prints the address, the keys, the passwords and the institutions, until Ctrl-C', async () => {
    const process = start('simulate --port 0');
    await process.lineWith('Ctrl-C');
    process.child.kill('SIGINT');
    const { code, out, err } = await process.ended();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/Address +http:\/\/127\.0\.0\.1:\d+\n/);
    expect(out).toMatch(/Client id +simulator-client\n.*API key +simulator-key\n/s);
    for (const password of ['challenge', 'UNAUTHORIZED', 'LOCKED', 'simulate:options,token'])
      expect(out).toMatch(new RegExp(`\\n {2}${password} +[A-Z].+\\.\\n`));
    expect(out).toMatch(/Institutions.+ mxbank\b.+ mx_bank_oauth\b/);
  });

  test('the printed commands lead from a user to connected, and to accounts and transactions', async () => {
    const process = start('simulate --port 0 --step 30');
    await process.lineWith('Ctrl-C');
    const [, pasted = ''] = /\nTry it.*\n((?: {2}.+\n)+)/.exec(process.out()) ?? [];
    const { stdout } = await promisify(execFile)('sh', ['-c', pasted]);
    const shown = stdout.trim().split('\n');
    expect(shown.map((line) => JSON.parse(line))).toMatchObject([
      { member: { connection_status: 'CHALLENGED' } },
      { member: { connection_status: 'RESUMED' } },
      { member: { connection_status: 'CONNECTED' } },
      { accounts: [{}, {}, {}], pagination: { total_entries: 3 } },
      { transactions: expect.any(Array), pagination: { per_page: 25 } },
    ]);
    expect(JSON.parse(shown.at(-1) ?? '').transactions).toHaveLength(25);
    const requests = process
      .out()
      .slice(process.out().indexOf('Ctrl-C'))
      .trim()
      .split('\n')
      .slice(1);
    expect(requests[0]).toMatch(/^\d\d:\d\d:\d\d {2}200 {2}POST \/users$/);
    expect(requests.at(-1)).toMatch(/ {2}200 {2}GET \/users\/USR-\S+\/transactions$/);
    process.child.kill('SIGINT');
    await process.ended();
  });

  test("serves MX's guided flow: aggregate, a challenge, resume, connected", async () => {
    const process = start('simulate --port 0 --step 30 --json');
    const served = JSON.parse(await process.firstLine()) as Served;
    const mx = platform(served);
    const path = await mx.createPath('challenge');
    const shows = async (status: string): Promise<Member> =>
      vi.waitFor(async () => {
        const { member } = await mx.call('GET', `${path}/status`);
        expect(member.connection_status).toBe(status);
        return member;
      });

    expect(await mx.call('POST', `${path}/aggregate`)).toMatchObject({ status: 202 });
    const { challenges = [], ...asked } = await shows('CHALLENGED');
    expect(asked.is_being_aggregated).toBe(true);
    expect(challenges).toMatchObject([{ guid: expect.any(String), label: expect.any(String) }]);
    const answer = { challenges: challenges.map(({ guid }) => ({ guid, value: 'correct' })) };
    const resumed = await mx.call('PUT', `${path}/resume`, { member: answer });
    expect(resumed.member).toMatchObject({
      connection_status: 'RESUMED',
      is_being_aggregated: true,
      is_authenticated: false,
    });
    await shows('CONNECTED');

    process.child.kill('SIGTERM');
    expect(await process.ended()).toMatchObject({ code: 0, err: '' });
    await expect(fetch(served.url)).rejects.toThrow();
  });

  test('--fault makes requests fail', async () => {
    const process = start('simulate --port 0 --json --fault createUser:503:1');
    const mx = platform(JSON.parse(await process.firstLine()) as Served);
    expect(await mx.call('POST', '/users', { user: { id: 'ada' } })).toMatchObject({ status: 503 });
    expect(await mx.call('POST', '/users', { user: { id: 'ada' } })).toMatchObject({ status: 200 });
    process.child.kill('SIGINT');
    await process.ended();
  });

  test('an SDK without the version header is refused, unless an option allows it', async () => {
    const statusWith = async (options: string) => {
      const process = start(`simulate --port 0 --json${options}`);
      const { url, clientId, apiKey } = JSON.parse(await process.firstLine()) as Served;
      const authorization = `Basic ${btoa(`${clientId}:${apiKey}`)}`;
      const headers = { authorization, accept: 'application/vnd.mx.api.v1+json' };
      const { status } = await fetch(`${url}/users`, { headers });
      process.child.kill('SIGINT');
      await process.ended();
      return status;
    };
    expect(await statusWith('')).toBe(406);
    expect(await statusWith(' --allow-missing-accept-version')).toBe(200);
  });

  test('--webhook-url sends webhooks to a server, with its login', async () => {
    const seen: string[] = [];
    const server = createHttpServer(async ({ headers, url }, response) => {
      seen.push(`${url} ${headers.authorization}`);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const login = { MX_WEBHOOK_USERNAME: 'mx', MX_WEBHOOK_PASSWORD: 'secret' };
    const process = start(
      `simulate --port 0 --step 30 --json --webhook-url http://127.0.0.1:${port}/hooks`,
      login,
    );
    const mx = platform(JSON.parse(await process.firstLine()) as Served);
    await mx.call('POST', `${await mx.createPath('challenge')}/aggregate`);
    await vi.waitFor(() => expect(seen).toContain(`/hooks Basic ${btoa('mx:secret')}`));
    process.child.kill('SIGINT');
    await process.ended();
    server.close();
  });

  test('says which rule is wrong', async () => {
    const { code, out, err } = await run('simulate --port 0 --fault nonsense');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^mx-member: --fault: /);
    expect(err).not.toMatch(/\n {4}at /);
  });

  test('--record saves requests and responses in a file, without secrets', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mx-member-'));
    const file = join(folder, 'report.ndjson');
    const process = start(`simulate --port 0 --json --record ${file}`);
    const served = JSON.parse(await process.firstLine()) as Served;
    const mx = platform(served);
    const path = await mx.createPath('unmistakable-password');
    await mx.call('PUT', `${path}/resume`, {
      member: { challenges: [{ guid: 'CRD-1', value: 'unmistakable-answer' }] },
    });
    process.child.kill('SIGINT');
    await process.ended();
    const text = await readFile(file, 'utf8');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ends = lines.filter(({ request }) => request.method !== 'GET');
    expect(ends.map(({ request, response }) => [request.method, response.status])).toEqual([
      ['POST', 200],
      ['POST', 200],
      ['PUT', 405],
    ]);
    expect(ends[1]).toMatchObject({
      at: expect.stringMatching(/^\d{4}-/),
      request: { path: expect.stringMatching(/^\/users\/USR-/), body: { member: {} } },
      response: { body: { member: { connection_status: 'CREATED' } } },
    });
    const { apiKey, clientId } = served;
    for (const secret of ['unmistakable', apiKey, btoa(`${clientId}:${apiKey}`)])
      expect(text).not.toContain(secret);
    await rm(folder, { recursive: true });
  });

  test('ends with an error if the file of --record cannot be written', async () => {
    const { code, err } = await run('simulate --port 0 --record /nowhere/report.ndjson');
    expect({ code, err }).toEqual({
      code: 1,
      err: 'mx-member: --record: /nowhere/report.ndjson cannot be written (ENOENT). Name a file in a folder that exists and that you may write to.\n',
    });
  });

  test('ends with an error if the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await vi.waitFor(() => expect(other.listening).toBe(true));
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const { code, err, lines } = await run(`simulate --json --port ${port}`);
    other.close();
    expect(code).toBe(1);
    const message = `Port ${port} is in use: choose another with --port, or any free one with --port 0.`;
    expect(err).toBe(`mx-member: ${message}\n`);
    expect(lines).toEqual([{ error: 'unavailable', message, exitCode: 1 }]);
  });

  test('ends quietly when the reader of its output has closed', async () => {
    const process = start('simulate --port 0');
    process.child.stdout.destroy();
    expect(await process.ended()).toMatchObject({ code: 141, err: '' });
  });
});

test('each fault in the help is valid', () => {
  for (const [rule] of SIMULATE_COMMAND.tables.Faults) expect(() => parseFault(rule)).not.toThrow();
});

test('with --days-per-minute, days pass, MX reads by itself, and health shows the connections of a user', async () => {
  const process = start('simulate --port 0 --json --days-per-minute 1000');
  const served = JSON.parse(await process.firstLine());
  const mx = simulatedMx(served.url);
  const shown = () => mx.listMembers({ userGuid: served.userGuid });
  const firstRead = (await shown()).members[0]?.reading.aggregatedAt;
  await vi.waitFor(
    async () => {
      const [first] = (await shown()).members;
      const passed = Date.parse(first?.reading.aggregatedAt ?? '') - Date.parse(firstRead ?? '');
      expect(passed).toBeGreaterThan(20 * 3_600_000);
    },
    { timeout: 10_000 },
  );
  expect((await shown()).members).toHaveLength(5);
  process.child.kill('SIGINT');
  const { code, err } = await process.ended();
  expect({ code, err }).toEqual({ code: 0, err: '' });
});
