import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectCreations, connectDirectory, connectHost } from '@mx-member/host/http';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { describe, expect, type TestContext, test } from 'vitest';
import { credentials } from '../../support/simulated.ts';
import { simulatedMx } from '../../support/simulated-mx.ts';
import { inProcess } from '../support/in-process.ts';
import { run, start } from '../support/process.ts';
import { FAST, folder, memberAt, serve } from '../support/serving.ts';

const SECRET = 'unmistakable-482913';

const logOf = (err: string) =>
  err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe.concurrent('mx-member serve', () => {
  test('a damaged file of the simulated bank is named, and says what to do', async (context) => {
    const file = join(folder(context), 'm.db');
    await writeFile(`${file}-bank`, 'hello');
    const { code, err } = await run(`serve --port 0 --file ${file}`);
    expect(code).toBe(2);
    expect(err).toContain('m.db-bank is the file of the simulated MX Bank, and cannot be read');
    expect(err).toContain('Delete it to begin with a new bank.');
  });

  test('an empty file of members is refused, unless an option says to begin without members', async (context) => {
    const file = join(folder(context), 'm.db');
    await writeFile(file, '');
    const { code, err } = await run(`serve --port 0 --file ${file}`);
    expect(code).toBe(2);
    expect(err).toContain('is empty: it has no members');
    expect(err).toMatch(/remove the file, or give --create\.\n$/);
    const process = start(`serve --port 0 --create --file ${file}`);
    await process.lineWith('Ctrl-C');
    process.child.kill('SIGTERM');
    expect((await process.ended()).code).toBe(0);
  });

  test.each([
    ['/no/such/m.db', 'ENOENT'],
    [tmpdir(), 'EISDIR'],
  ])('a file of members that cannot be opened is named with the reason: %s', async (file, code) => {
    expect(await inProcess(`serve --port 0 --file ${file}`)).toMatchObject({
      code: 1,
      err: `mx-member: --file: ${file} cannot be opened (${code}). Name a file in a folder that exists and that you may write to.\n`,
    });
  });

  /** Asks a server that answers with this text. */
  async function whyOf(context: TestContext, status: number, type: string, text: string) {
    const server = createServer((_, response) =>
      response.writeHead(status, { 'content-type': type }).end(text),
    );
    context.onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    return inProcess(`why MBR-1 --at http://127.0.0.1:${port}`);
  }

  test('why prints no control characters of a server', async (context) => {
    const text = 'line \u001b]52;c;eA==\u0007 one\nline \u001b[2Jtwo\n';
    expect(await whyOf(context, 200, 'text/plain; charset=utf-8', text)).toMatchObject({
      code: 0,
      out: 'line  one\nline two\n',
    });
  });

  test('why says of a server that is not serve where to ask, and prints nothing of its page', async (context) => {
    const page = '<!DOCTYPE html>Cannot GET /why/MBR-1';
    expect(await whyOf(context, 404, 'text/html; charset=utf-8', page)).toMatchObject({
      code: 3,
      err: 'mx-member: The response does not come from mx-member serve (HTTP 404). Give --at the address of a running one. A server of your own asks host.explain.\n',
    });
  });

  test('the printed command leads a member through two rounds to connected', async (context) => {
    const process = start(`serve --port 0 ${FAST} --file ${join(folder(context), 'm.db')}`);
    await process.lineWith('Ctrl-C');
    const [, line = ''] =
      /\nTry it.*\n {2}npx --yes pnpm@12 mx-member (connect .+)\n/.exec(process.out()) ?? [];
    const { code: connected, lines } = await run(
      `${line} --json --answer correct --answer correct`,
    );
    expect(connected).toBe(0);
    expect(lines).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ needs: 'answers', round: 1 }),
        expect.objectContaining({ needs: 'answers', round: 2 }),
        expect.objectContaining({ outcome: 'connected', fresh: true }),
      ]),
    );
    const [, asked = ''] = /pnpm@12 mx-member (why .+)\n/.exec(process.out()) ?? [];
    const told = await run(asked);
    expect(told).toMatchObject({ code: 0, err: '' });
    expect(told.out).toMatch(
      / UTC: A lifecycle begins[\s\S]*The user answers 1 question\.[\s\S]*It ends: connected/,
    );
    expect(await run(asked.replace(/MBR-\S+/, 'MBR-unknown'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not know the member'),
    });
    const stranger = await run(`${line.replace(/MBR-\S+/, 'MBR-none')} --json`);
    expect(stranger.lines.at(-1)).toMatchObject({ outcome: 'failed', reason: 'notFound' });
    process.child.kill('SIGTERM');
    const { code, err } = await process.ended();
    expect(code).toBe(0);
    expect(logOf(err).map(({ message }) => message)).toEqual(
      expect.arrayContaining(['listening', 'ended', 'stopping', 'stopped']),
    );
  });

  test('whoever has the token can read what happened to a member', async (context) => {
    const token = 'token-4711-token-4711-token-4711';
    const env = { MX_CLIENT_ID: 'id', MX_API_KEY: 'key', MX_MEMBER_TOKEN: token };
    const bank = await serveMxSimulator({ step: 30, clientId: 'id', apiKey: 'key' });
    context.onTestFinished(bank.close);
    const file = join(folder(context), 'm.db');
    const { url } = await serve(
      context,
      `--port 0 --pace fast --environment ${bank.url} --file ${file}`,
      env,
    );
    const refused = await run(`why MBR-1 --at ${url}`);
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringContaining('The token is missing'),
    });
    expect(await run(`why MBR-1 --at ${url}`, { MX_MEMBER_TOKEN: token })).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not know the member'),
    });
    expect((await fetch(`${url}/why/%ZZ`)).status).toBe(404);
    expect(await run('why MBR-1 --at http://127.0.0.1:1')).toMatchObject({
      code: 3,
      err: 'mx-member: Port 1 is reserved for another protocol, so no request is sent to it. Give --at another port.\n',
    });
    // The token would be readable on the way.
    for (const command of ['why MBR-1', 'connect --user USR-1 --member MBR-1'])
      expect(
        await run(`${command} --at http://members.internal`, { MX_MEMBER_TOKEN: token }),
      ).toMatchObject({
        code: 2,
        err: expect.stringContaining('--at must be an https: address'),
      });
  });

  test('while MX cannot be used, why and one line of the log say why', async (context) => {
    const token = 'token-4711-token-4711-token-4711';
    const env = { MX_CLIENT_ID: 'id', MX_API_KEY: 'key', MX_MEMBER_TOKEN: token };
    // Something that is not MX answers, such as the page of a proxy.
    const proxy = createServer((_, response) => response.end('<html>secret'));
    context.onTestFinished(() => void proxy.close());
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const { port } = proxy.address() as AddressInfo;
    const file = join(folder(context), 'm.db');
    const { url, err } = await serve(
      context,
      `--port 0 --environment http://127.0.0.1:${port} --file ${file}`,
      env,
    );
    const headers = { authorization: `Bearer ${token}` };
    const host = connectHost({ url, headers });
    for (const memberGuid of ['MBR-1', 'MBR-2'])
      await host.start({ member: { userGuid: 'USR-1', memberGuid }, job: 'aggregate' });
    const told = await inProcess(`why MBR-1 --at ${url}`, undefined, { MX_MEMBER_TOKEN: token });
    expect(told.out).toMatch(
      /Now MX cannot be used\. The address of MX answers with something that is not of MX \(NOT_JSON\), since .* UTC\. A proxy/,
    );
    const failed = logOf(err()).filter(({ message }) => message === 'failed');
    expect(failed).toMatchObject([{ error: 'MxError', code: 'malformed', causeCode: 'NOT_JSON' }]);
    expect(err()).not.toContain('secret');
    await host.close();
  });

  test('after SIGKILL during a challenge the next process goes on, and each answer arrives once', async (context) => {
    const at = folder(context);
    const trace = join(at, 'trace.ndjson');
    const line = `--port 0 ${FAST} --file ${join(at, 'm.db')} --trace ${trace}`;
    const key = { MX_MEMBER_TRACE_KEY: '0123456789abcdef'.repeat(2) };
    const first = await serve(context, line, key);
    const member = await memberAt(first.simulatorUrl);
    const before = connectHost({ url: first.url });
    let view = await before.start({ member, job: 'aggregate' });
    while (view.needs !== 'answers') view = await before.next(member, view);
    first.child.kill('SIGKILL');
    await first.ended();

    const second = await serve(context, line, key);
    const host = connectHost({ url: second.url });
    const answersTo = ({ challenges }: typeof view) =>
      challenges.map(({ guid }) => ({ guid, value: 'correct' }));
    // The user's answer waits for the first poll.
    const answered = await host.answer(member, { answers: answersTo(view), prompt: view.prompt });
    expect(answered.problems).toEqual([]);
    view = answered.view;
    while (view.needs !== 'answers') view = await host.next(member, view);
    expect(view.round).toBe(2);
    ({ view } = await host.answer(member, { answers: answersTo(view), prompt: view.prompt }));
    while (!view.outcome) view = await host.next(member, view);
    expect(view).toMatchObject({ state: 'connected', outcome: { fresh: true } });
    second.child.kill('SIGINT');
    const { code, err } = await second.ended();
    expect(code).toBe(0);
    expect(logOf(err)).toContainEqual(
      expect.objectContaining({
        message: 'listening',
        restored: 1,
      }),
    );
    // Both processes have written the one trace, with the same pseudonyms.
    const replayed = await run(`replay ${trace}`);
    expect(replayed).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^valid: .* 1 member,/m),
    });
  });

  test('a wrong answer and a password never appear in a log, a response or a file', async (context) => {
    const at = folder(context);
    const served = await serve(
      context,
      `--port 0 ${FAST} --file ${join(at, 'm.db')} --trace ${join(at, 't')}`,
    );
    const member = await memberAt(served.simulatorUrl);
    const host = connectHost({ url: served.url });
    let view = await host.start({ member, job: 'aggregate' });
    while (view.needs !== 'answers') view = await host.next(member, view);
    const [{ guid } = { guid: '' }] = view.challenges;
    const path = `/users/${member.userGuid}/members/${member.memberGuid}/answer`;
    const bodies = [
      JSON.stringify({ answers: [{ guid, value: SECRET, [SECRET]: 1 }], prompt: view.prompt }),
      `{${SECRET}`,
      JSON.stringify({ answers: [{ guid, value: SECRET }], prompt: view.prompt }),
    ];
    for (const body of bodies) {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(served.url + path, { method: 'POST', headers, body });
      expect(await response.text()).not.toContain('unmistakable');
    }
    while (!view.outcome) view = await host.next(member, view);
    expect(view.outcome).toMatchObject({ outcome: 'failed', reason: 'answer' });
    served.child.kill('SIGTERM');
    const { err, out } = await served.ended();
    expect(err + out).not.toContain('unmistakable');
    expect(logOf(err)).toContainEqual(
      expect.objectContaining({
        message: 'ended',
        reason: 'answer',
      }),
    );
    const files = await readdir(at);
    expect(files).toEqual(expect.arrayContaining(['m.db-bank', 't']));
    for (const name of files)
      expect((await readFile(join(at, name))).includes('unmistakable')).toBe(false);
  });

  test('it answers only to its own host names', async (context) => {
    const { url } = await serve(context, `--port 0 --file ${join(folder(context), 'm.db')}`);
    const status = (host: string) =>
      new Promise((resolve) => {
        const sent = httpRequest(
          `${url}/users/USR-1/members/MBR-1`,
          { headers: { host } },
          (response) => {
            response.resume();
            resolve(response.statusCode);
          },
        );
        sent.end();
      });
    expect(await status('localhost')).toBe(404);
    expect(await status('evil.example')).toBe(403);
  });

  test('with the keys of MX, callers need a token and webhooks need a login', async (context) => {
    const bank = await serveMxSimulator({ clientId: 'id', apiKey: 'secret-key' });
    context.onTestFinished(bank.close);
    const token = 'token-of-sixteen-or-more';
    const served = await serve(
      context,
      `--port 0 --environment ${bank.url} --public-host members.example --file ${join(folder(context), 'm.db')}`,
      {
        MX_CLIENT_ID: 'id',
        MX_API_KEY: 'secret-key',
        MX_MEMBER_TOKEN: token,
        MX_WEBHOOK_USERNAME: 'mx',
        MX_WEBHOOK_PASSWORD: 'hush',
      },
    );
    const unknown = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
    const without = connectHost({ url: served.url });
    await expect(without.view(unknown)).rejects.toMatchObject({ code: 'signedOut' });
    const wrong = connectHost({ url: served.url, headers: { authorization: `Bearer ${token}x` } });
    await expect(wrong.view(unknown)).rejects.toMatchObject({ code: 'signedOut' });
    const host = connectHost({ url: served.url, headers: { authorization: `Bearer ${token}` } });
    await expect(host.view(unknown)).rejects.toMatchObject({ code: 'notFound' });
    expect(await host.institutionCredentials({ institutionCode: 'mxbank' })).toHaveLength(2);
    const webhook = (password: string) =>
      fetch(`${served.url}/webhooks/mx`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`mx:${password}`)}` },
        body: JSON.stringify({ type: 'MEMBER', user_guid: 'USR-1', member_guid: 'MBR-1' }),
      });
    expect((await webhook('hush')).status).toBe(204);
    const refused = await webhook('wrong');
    expect(refused.status).toBe(401);
    expect(await refused.text()).toBe('The credentials of the webhook are missing or wrong.\n');
    served.child.kill('SIGTERM');
    const { err, out } = await served.ended();
    for (const secret of [token, 'secret-key', 'hush']) expect(err + out).not.toContain(secret);
  });

  test('with the keys of MX, it says that it needs a proxy with TLS', async (context) => {
    const keys = { MX_CLIENT_ID: 'id', MX_API_KEY: 'key', MX_MEMBER_TOKEN: 'a'.repeat(16) };
    const process = start(`serve --port 0 --file ${join(folder(context), 'm.db')}`, keys);
    await process.lineWith('put a proxy with TLS in front of it');
    process.child.kill('SIGINT');
    expect((await process.ended()).code).toBe(0);
  });

  test('creates a member for the user in the address, and follows it', async (context) => {
    const token = 'token-of-sixteen-or-more';
    const line = `--port 0 ${FAST} --file ${join(folder(context), 'm.db')}`;
    const served = await serve(context, line, { MX_MEMBER_TOKEN: token });
    const { userGuid } = await simulatedMx(served.simulatorUrl).createUser({});
    const url = `${served.url}/users/${userGuid}`;
    const headers = { authorization: `Bearer ${token}` };
    const id = 'made-once';
    const login = { id, institutionCode: 'mxbank', credentials: credentials(SECRET) };
    await expect(connectCreations({ url }).create(login)).rejects.toMatchObject({
      code: 'signedOut',
    });
    const creations = connectCreations({ url, headers });
    const directory = connectDirectory({ url: served.url, headers });
    const created = await creations.create(login);
    expect(await creations.create(login)).toMatchObject({ state: 'following' });
    await expect(
      connectCreations({ url: served.url, headers }).create(login),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { institutions } = await directory.institutions({ name: 'mx bank' });
    expect(institutions.map(({ institutionCode }) => institutionCode)).toContain('mxbank');
    if (created.state !== 'following') throw new Error(created.state);
    const host = connectHost({ url: served.url, headers });
    let { view } = created;
    while (!view.outcome) view = await host.next(created.member, view);
    expect(view.outcome).toMatchObject({ outcome: 'connected', fresh: true });
    // Only the token allows an erasure.
    const stranger = connectHost({ url: served.url });
    await expect(stranger.forget(userGuid)).rejects.toMatchObject({ code: 'signedOut' });
    expect(await host.forget(userGuid)).toMatchObject({ members: [created.member] });
    served.child.kill('SIGTERM');
    const { err, out } = await served.ended();
    expect(err + out).not.toContain('unmistakable');
  });
});
