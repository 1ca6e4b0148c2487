import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulatedMx } from '../../support/simulated-mx.ts';
import { inProcess } from '../support/in-process.ts';

const HOUR = 3_600_000;
const KEYS = { MX_CLIENT_ID: DEFAULT_CLIENT_ID, MX_API_KEY: DEFAULT_API_KEY };

let now = Date.UTC(2026, 2, 1, 12);
let served: Awaited<ReturnType<typeof serveMxSimulator>>;
beforeAll(async () => {
  served = await serveMxSimulator({ now: () => now, step: 1_000, duplicates: 'allowed' });
});
afterAll(() => served.close());

const health = (args: string, columns?: number) =>
  inProcess(`health --environment ${served.url} ${args}`.trim(), columns, KEYS);

/** Creates a user with one member for each password. */
async function userWith(...passwords: readonly string[]): Promise<string> {
  const mx = simulatedMx(served.url);
  const { userGuid } = await mx.createUser({});
  const institutionCode = 'mxbank';
  const fields = await mx.institutionCredentials({ institutionCode });
  for (const password of passwords) {
    const credentials = fields.map(({ guid, fieldName }) => ({
      guid,
      value: fieldName === 'LOGIN' ? 'mxuser' : password,
    }));
    await mx.createMember({ userGuid, institutionCode, credentials });
  }
  now += 60_000;
  return userGuid;
}

/** Counts the requests for lists of members from now on. */
function countLists(): () => number {
  let count = 0;
  const { simulator } = served;
  const fetch = simulator.fetch;
  Object.assign(simulator, {
    fetch: (request: Request) => {
      if (request.method === 'GET' && /\/members\b/.test(request.url)) count += 1;
      return fetch(request);
    },
  });
  return () => count;
}

describe('mx-member health', () => {
  test('exits with 0 for healthy connections: nobody has to act', async () => {
    const user = await userWith('correct');
    now += 5 * HOUR;
    const { code, out, err } = await health(`--user ${user}`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`${user}: `);
    expect(out).toContain('nobody has to act.');
    expect(out).toMatch(/\nMX Bank +5 hours old +Nothing +nobody +MX will read it again +MBR-/);
  });

  test('shows the problem, who acts and the next step, the most urgent first', async () => {
    const user = await userWith('correct', 'INVALID', 'SERVER_ERROR', 'LOCKED', 'simulate:token');
    const { code, out } = await health(`--user ${user}`);
    expect(code).toBe(1);
    expect(out).toContain(
      'the user has to act at 3 connections; 1 connection waits for the bank or MX.',
    );
    const rows = out.trimEnd().split('\n').slice(3);
    expect(rows).toHaveLength(5);
    expect(rows.slice(0, 3).sort()).toEqual([
      expect.stringMatching(
        /"MX Bank did not accept your login" \(DENIED\) +the user +Enter the login again; do not/,
      ),
      expect.stringMatching(
        /"MX Bank has locked your account" \(LOCKED\) +the user +Go to the bank's/,
      ),
      expect.stringMatching(
        /The bank asks a question \(CHALLENGED\) +the user +Answer the question before/,
      ),
    ]);
    expect(rows[3]).toMatch(/cannot be read \(FAILED\) +the bank +Wait; look again in/);
    expect(rows[4]).toMatch(/Nothing +nobody/);
  });

  test('old data is overdue even if the status is good', async () => {
    const user = await userWith('correct');
    now += 72 * HOUR;
    const { code, out } = await health(`--user ${user}`);
    expect(code).toBe(1);
    expect(out).toContain('1 connection has old data.');
    expect(out).toMatch(/3 days old +MX does not try to read it \(CONNECTED\) +MX +Wait;/);
  });

  test('after five days it no longer advises to wait, and a connection that is only late says so', async () => {
    const user = await userWith('correct');
    now += 30 * HOUR;
    expect((await health(`--user ${user}`)).out).toMatch(/Nothing +nobody +MX is late; look again/);
    now += 6 * 24 * HOUR;
    expect((await health(`--user ${user}`)).out).toMatch(/MX +Contact MX support/);
  });

  test('a question that nobody answered is not called a wrong answer', async () => {
    const user = await userWith('simulate:token');
    now += HOUR;
    expect((await health(`--user ${user}`)).out).toMatch(
      /"The time for your answer ran out" \(EXPIRED\) +the user +Try again while the user is present/,
    );
  });

  test('a narrow terminal shows two lines for a healthy connection', async () => {
    const user = await userWith('correct');
    expect((await health(`--user ${user}`, 80)).out).toMatch(
      /\nMX Bank, [^(]+ old \(MBR-[^)]+\)\n {2}Nothing is wrong\. MX will read it again\.\n$/,
    );
  });

  test('a connection that waits for the bank is shown, and the exit code is 0', async () => {
    const user = await userWith('SERVER_ERROR');
    const { code, out } = await health(`--user ${user}`);
    expect(code).toBe(0);
    expect(out).toContain('nobody has to act; 1 connection waits for the bank or MX.');
  });

  test('makes one request for each user, for any number of members', async () => {
    const user = await userWith(...Array<string>(30).fill('correct'));
    const other = await userWith();
    const lists = countLists();
    const { out } = await health(`--user ${user} --user ${other}`);
    expect(lists()).toBe(2);
    expect(out.match(/MBR-/g)).toHaveLength(30);
    expect(out).toContain(`${other}: no connections.`);
  });

  test('a narrow terminal shows a paragraph for each connection', async () => {
    const user = await userWith('INVALID');
    const { out } = await health(`--user ${user}`, 80);
    expect(out).toMatch(
      /\nMX Bank, no data \(MBR-[^)]+\)\n {2}"MX Bank did not accept your login" \(DENIED\)\. Who acts: the user\.\n {2}Enter the login again; do not retry the old login\.\n$/,
    );
  });

  test('--json prints a line for each member with its health, and last the totals', async () => {
    const user = await userWith('correct', 'INVALID');
    const { code, lines } = await health(`--user ${user} --json`);
    expect(code).toBe(1);
    expect(lines).toMatchObject([
      { userGuid: user, connectionStatus: 'CONNECTED', status: 'upToDate', isReadByMx: true },
      { status: 'needsUser', issue: 'credentials', who: 'user', mayStart: 'afterRepair' },
      { members: 2, needSomebody: 1 },
    ]);
  });

  test('exits with 3 if MX cannot be read or does not know the user', async () => {
    const { code, err, lines } = await health('--user USR-unknown --json');
    expect(code).toBe(3);
    expect(lines.at(-1)).toMatchObject({ error: 'unread', exitCode: 3 });
    expect(err).toContain('MX could not be read (notFound)');
  });

  test('without a user or keys it is wrong usage', async () => {
    expect(await health('')).toMatchObject({ code: 2 });
    const { code, err } = await inProcess('health --user USR-1');
    expect(code).toBe(2);
    expect(err).toContain('MX_CLIENT_ID and MX_API_KEY');
  });
});
