import { parseMxWebhook } from '@mx-member/adapters/mx';
import { createMxSimulator, type WebhookTarget } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { credentials, KEYS, simulated, V1 } from '../support/simulated.ts';
import type { WireBody, WireWebhook } from '../support/wire.ts';

/** A receiver that replies with `codes` in turn, then with 204. It fails for an `Error`. */
function receiver(...codes: (number | Error)[]) {
  const got: WireWebhook[] = [];
  const requests: Request[] = [];
  const fetch = async (request: Request) => {
    requests.push(request.clone());
    const code = codes.shift() ?? 204;
    if (code instanceof Error) throw code;
    if (code < 300) got.push(await request.json());
    return new Response(null, { status: code });
  };
  return { got, requests, fetch };
}

const told = (webhooks: WireWebhook[]) =>
  webhooks.map(({ type, connection_status }) => connection_status ?? type);

describe('the content of webhooks', () => {
  test('covers each question and the end of the job, with MX’s fields', async () => {
    const { got, fetch } = receiver();
    const { member, pass, simulator } = simulated({ webhooks: { fetch } });
    const { user, guid, answer } = await member('challenge');
    pass(1_000);
    await simulator.webhooks.flush();
    await answer('correct');
    pass(1_000);
    await simulator.webhooks.flush();
    const subject = { member_guid: guid, user_guid: user };
    expect(got).toEqual([
      {
        action: 'CHANGED',
        connection_status: 'CHALLENGED',
        connection_status_id: 3,
        connection_status_message: expect.stringMatching(/MX Bank/),
        type: 'CONNECTION_STATUS',
        ...subject,
      },
      {
        action: 'member_data_updated',
        completed_at: Date.UTC(2026, 0, 1, 0, 0, 2) / 1_000,
        completed_on: '2026-01-01',
        is_background: false,
        job_guid: expect.stringMatching(/^JOB-/),
        transactions_created_count: expect.any(Number),
        transactions_updated_count: 0,
        type: 'AGGREGATION',
        user_id: null,
        ...subject,
      },
    ]);
  });

  test.each([
    ['simulate:text,token', ['CHALLENGED', 'CHALLENGED', 'AGGREGATION']],
    ['LOCKED', ['LOCKED']],
    ['SERVER_ERROR', []], // FAILED has no webhook (D-WHCS).
    ['simulate:CONNECTED/1001', []],
  ])('of %s: %j', async (password, expected) => {
    const { got, fetch } = receiver();
    const { member, pass, simulator } = simulated({ webhooks: { fetch } });
    const { answer, status } = await member(password);
    for (let count = 0; count < 4; count++) {
      pass(1_000);
      if ((await status()).challenges) await answer('correct');
    }
    await simulator.webhooks.flush();
    expect(told(got)).toEqual(expected);
  });

  test('covers a job and its first data, for subscribers', async () => {
    const { got, requests, fetch } = receiver();
    const events = ['JOB_STATUS', 'initial_data_ready'] as const;
    const { member, pass, simulator } = simulated({ webhooks: { fetch, events, username: 'mx' } });
    const { user, guid, answer, status } = await member('challenge');
    pass(1_000);
    await status();
    await answer('correct');
    pass(1_000);
    await simulator.webhooks.flush();
    const at = Date.UTC(2026, 0, 1) / 1_000;
    const job = {
      created_at: at,
      error_message: null,
      guid: expect.stringMatching(/^JOB-/),
      insitution_guid: expect.stringMatching(/^INS-/),
      member_guid: guid,
      member_id: null,
      started_at: at,
      user_guid: user,
      user_id: null,
    };
    expect(got).toEqual([
      {
        job: {
          ...job,
          finished_at: null,
          is_authenticated: false,
          status: 2,
          status_name: 'CHALLENGED',
          updated_at: at + 1,
        },
      },
      {
        job: {
          ...job,
          finished_at: at + 2,
          is_authenticated: true,
          status: null,
          status_name: 'COMPLETED',
          updated_at: at + 2,
        },
      },
      {
        type: 'initial_data_ready',
        client_guid: expect.stringMatching(/^CLT-/),
        guid: expect.stringMatching(/^[\da-f-]{36}$/),
        member_guid: guid,
        user_guid: user,
      },
    ]);
    for (const request of requests)
      expect(await parseMxWebhook(request, { authorize: () => true })).toMatchObject({
        ok: true,
        member: { userGuid: user, memberGuid: guid },
      });
  });

  test.each([
    ['correct', 'COMPLETED'],
    ['UNAUTHORIZED', 'DENIED'],
    ['LOCKED', 'HALTED'],
    ['simulate:CONNECTED/1001', 'HALTED'],
  ])('a job of %s ends %s', async (password, expected) => {
    const { got, fetch } = receiver();
    const events = ['JOB_STATUS'] as const;
    const { member, pass, simulator } = simulated({ webhooks: { fetch, events } });
    await member(password);
    pass(5_000);
    await simulator.webhooks.flush();
    expect(got).toMatchObject([{ job: { status_name: expected } }]);
  });

  const JOB = { job_guid: expect.stringMatching(/^JOB-/), user_id: null };
  const CREATED = expect.any(Number);
  const ALL = {
    ...JOB,
    is_background: false,
    transactions_created_count: CREATED,
    transactions_updated_count: 0,
  };

  test.each([
    ['aggregate', 'AGGREGATION', ALL],
    ['check_balance', 'BALANCE', {}],
    ['extend_history', 'HISTORY', ALL],
    ['fetch_statements', 'STATEMENT', { statements_created_count: 0 }],
    ['fetch_rewards', 'REWARD', { rewards_created_count: 0, rewards_updated_count: 0 }],
    ['verify', 'VERIFICATION', { ...JOB, accounts: [expect.any(String), expect.any(String)] }],
  ])('the end of %s is %s, with only the fields of MX’s sample', async (job, type, own) => {
    const { got, fetch } = receiver();
    const { member, pass, simulator } = simulated({ webhooks: { fetch } });
    const { user, guid, start } = await member('correct', { skip_aggregation: true });
    await start(job);
    pass(1_000);
    await simulator.webhooks.flush();
    expect(got).toEqual([
      {
        action: 'member_data_updated',
        completed_at: Date.UTC(2026, 0, 1, 0, 0, 1) / 1_000,
        completed_on: '2026-01-01',
        member_guid: guid,
        type,
        user_guid: user,
        ...own,
      },
    ]);
  });

  test('the counts match the data that can be read, and a second job creates little', async () => {
    const { got, fetch } = receiver();
    const { member, pass, simulator, call } = simulated({ webhooks: { fetch } });
    const { start, path } = await member('correct');
    pass(1_000);
    const total = async () =>
      (await call('GET', `${path}/transactions`)).body.pagination.total_entries;
    const first = await total();
    await start();
    pass(3 * 86_400_000);
    const second = await total();
    await simulator.webhooks.flush();
    expect(first).toBeGreaterThan(0);
    expect(got.map(({ transactions_created_count }) => transactions_created_count)).toEqual([
      first,
      second - first,
    ]);
  });

  test('the end of identify has no webhook, because MX documents none', async () => {
    const { got, fetch } = receiver();
    const { member, pass, simulator } = simulated({ webhooks: { fetch } });
    await (await member('correct', { skip_aggregation: true })).start('identify');
    pass(1_000);
    await simulator.webhooks.flush();
    expect(got).toEqual([]);
  });
});

describe('the record of a member, or of a user,', () => {
  const records = (...events: ('MEMBER' | 'USER' | 'CONNECTION_STATUS')[]) => {
    const { got, requests, fetch } = receiver();
    return { got, requests, ...simulated({ webhooks: { fetch, events } }) };
  };

  test('is sent when a request creates, updates or deletes a member', async () => {
    const { got, member, call, simulator } = records('MEMBER');
    const { guid, user, path, update } = await member('correct', { id: 'mine' });
    await update({ metadata: 'm' });
    await call('DELETE', path);
    await simulator.webhooks.flush();
    const created = {
      aggregated_at: Date.UTC(2026, 0, 1) / 1_000,
      connection_status: 'CREATED',
      connection_status_id: 0,
      connection_status_message: 'Connecting to MX Bank.',
      created_at: Date.UTC(2026, 0, 1) / 1_000,
      guid,
      id: 'mine',
      institution_code: 'mxbank',
      institution_guid: expect.stringMatching(/^INS-/),
      is_being_aggregated: true,
      is_managed_by_user: true,
      is_manual: false,
      is_oauth: false,
      metadata: null,
      name: 'MX Bank',
      revision: expect.any(Number),
      successfully_aggregated_at: null,
      user_guid: user,
      user_id: null,
    };
    expect(got).toEqual([
      { action: 'created', member: created },
      { action: 'updated', member: { ...created, metadata: 'm' } },
      { action: 'deleted', member: { ...created, metadata: 'm' } },
    ]);
    const [first, second] = got.map(({ member }) => member?.revision ?? 0);
    expect(second).toBeGreaterThan(first ?? 0);
  });

  test('returns the payload of the request that caused it, and of no other', async () => {
    const { requests, member, send, simulator } = records('MEMBER');
    const { path } = await member('correct');
    const body = { member: { metadata: 'm' } };
    await send('PUT', path, body, { 'x-callback-payload': 'b3JkZXI=' });
    await send('DELETE', path);
    await simulator.webhooks.flush();
    expect(requests.map(({ headers }) => headers.get('x-callback-payload'))).toEqual([
      null,
      'b3JkZXI=',
      null,
    ]);
  });

  test('is sent when a request creates, updates or deletes a user', async () => {
    const { got, createUser, createMember, call, simulator } = records('USER', 'MEMBER');
    const guid = await createUser({ id: 'me', email: 'ada@example.com' });
    await createMember(guid, 'correct');
    await call('PUT', `/users/${guid}`, { user: { is_disabled: true } });
    await call('DELETE', `/users/${guid}`);
    await simulator.webhooks.flush();
    expect(got.map(({ action, user }) => [action, user ? 'user' : 'member'])).toEqual([
      ['created', 'user'],
      ['created', 'member'],
      ['updated', 'user'],
      ['deleted', 'member'],
      ['deleted', 'user'],
    ]);
    expect(got[2]?.user).toEqual({
      birthday: null,
      credit_score: null,
      email: 'ada@example.com',
      email_is_verified: false,
      first_name: null,
      gender: null,
      guid,
      id: 'me',
      is_disabled: true,
      last_name: null,
      logged_in_at: null,
      metadata: null,
      phone: null,
      phone_is_verified: false,
      postal_code: null,
      revision: 2,
    });
  });

  test('is sent only to subscribers', async () => {
    const { got, member, pass, simulator } = records('CONNECTION_STATUS');
    await member('correct');
    await member('LOCKED');
    pass(1_000);
    await simulator.webhooks.flush();
    expect(told(got)).toEqual(['LOCKED']);
    const wrong = { url: 'https://me.test', events: ['NEWS' as 'USER'] };
    expect(() => createMxSimulator({ webhooks: wrong })).toThrow(/webhooks\.events/);
  });

  test('is parsed by parseMxWebhook, and only a member’s leads to a poll', async () => {
    const login = { username: 'mx', password: 'secret' };
    const read: unknown[] = [];
    const fetch = async (request: Request) => {
      read.push(await parseMxWebhook(request, login));
      return new Response(null, { status: 204 });
    };
    const { member, simulator } = simulated({
      webhooks: { ...login, fetch, events: ['USER', 'MEMBER'] },
    });
    const { user, guid } = await member('correct');
    await simulator.webhooks.flush();
    expect(read).toMatchObject([
      { ok: false, status: 204 },
      { ok: true, kind: 'MEMBER', member: { userGuid: user, memberGuid: guid } },
    ]);
  });
});

describe('delivery', () => {
  test('is sent to the address with Basic authentication', async () => {
    const { requests, fetch } = receiver();
    const webhooks = { url: 'https://me.test/mx', username: 'u', password: 'p', fetch };
    const { member, pass, simulator } = simulated({ webhooks });
    await member('challenge');
    pass(1_000);
    expect(await simulator.webhooks.flush()).toBe(1);
    const [request] = requests;
    expect([request?.method, request?.url]).toEqual(['POST', 'https://me.test/mx']);
    expect(request?.headers.get('authorization')).toBe(`Basic ${btoa('u:p')}`);
    expect(request?.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('keeps the order of events for many members', async () => {
    const { got, fetch } = receiver();
    const { member, pass, simulator } = simulated({ webhooks: { fetch } });
    const guids = [];
    for (let count = 0; count < 20; count++) {
      if (count % 5 === 0) pass(1);
      guids.push((await member('LOCKED')).guid);
    }
    pass(1_000);
    await simulator.webhooks.flush();
    expect(got.map(({ member_guid }) => member_guid)).toEqual(guids);
  });

  test('is retried with growing waits until the receiver accepts it', async () => {
    const { got, requests, fetch } = receiver(500, new TypeError('fetch failed'), 503);
    const { member, pass, simulator } = simulated({ webhooks: { fetch } });
    await member('LOCKED');
    const start = simulator.bank.now;
    const times = [];
    for (let next = simulator.webhooks.next; next; next = simulator.webhooks.next) {
      pass(next - simulator.bank.now);
      times.push(next - start);
      await simulator.webhooks.flush();
    }
    expect(times).toEqual([1_000, 21_000, 61_000, 141_000]);
    expect([requests.length, told(got)]).toEqual([4, ['LOCKED']]);
  });

  test('is retried after 10 s without a response, even if the signal is ignored', async () => {
    const patience = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(patience.signal);
    onTestFinished(() => timeout.mockRestore());
    const { got, fetch } = receiver();
    let tries = 0;
    const { member, pass, simulator } = simulated({
      webhooks: {
        fetch: (request) => (++tries === 1 ? new Promise(() => undefined) : fetch(request)),
      },
    });
    await member('LOCKED');
    pass(1_000);
    const flushed = [simulator.webhooks.flush(), simulator.webhooks.flush()];
    await vi.waitFor(() => expect(timeout).toHaveBeenCalledWith(10_000));
    patience.abort();
    expect(await Promise.all(flushed)).toEqual([0, 0]);
    pass(20_000);
    expect(await simulator.webhooks.flush()).toBe(1);
    expect(told(got)).toEqual(['LOCKED']);
  });

  test('is given up after twelve retries, within a day', async () => {
    const { requests, fetch } = receiver(...Array<number>(20).fill(500));
    const { member, pass, simulator } = simulated({ webhooks: { fetch } });
    await member('LOCKED');
    const start = simulator.bank.now;
    for (let next = simulator.webhooks.next; next; next = simulator.webhooks.next) {
      pass(next - simulator.bank.now);
      await simulator.webhooks.flush();
    }
    expect(requests).toHaveLength(13);
    expect(simulator.bank.now - start).toBeLessThan(86_400_000);
  });

  test('is not sent twice by two concurrent flushes', async () => {
    const { requests, fetch } = receiver();
    const { member, pass, simulator } = simulated({ webhooks: { fetch } });
    await member('LOCKED');
    pass(1_000);
    await Promise.all([simulator.webhooks.flush(), simulator.webhooks.flush()]);
    expect(requests).toHaveLength(1);
  });

  test('needs a receiver', async () => {
    const nobody: WebhookTarget = {};
    expect(() => createMxSimulator({ webhooks: nobody })).toThrow(/url/);
    const { webhooks } = createMxSimulator();
    expect([webhooks.next, await webhooks.flush()]).toEqual([undefined, 0]);
  });

  test('is sent by itself if the simulator is served', async () => {
    let arrive = (_webhook: WireWebhook) => {};
    const arrived = new Promise<WireWebhook>((resolve) => {
      arrive = resolve;
    });
    const webhooks = {
      fetch: async (request: Request) => {
        arrive(await request.json());
        return new Response(null, { status: 204 });
      },
    };
    const { url, close } = await serveMxSimulator({ step: 1, webhooks });
    const post = async (path: string, body: object) => {
      const headers = { ...KEYS, ...V1, 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await (await fetch(url + path, init)).json()) as WireBody;
    };
    try {
      const { user } = await post('/users', { user: { is_disabled: false } });
      await post(`/users/${user.guid}/members`, {
        member: { institution_code: 'mxbank', credentials: credentials('LOCKED') },
      });
      expect(await arrived).toMatchObject({ connection_status: 'LOCKED' });
    } finally {
      await close();
    }
  });
});

test.each(['geheim-ü', 'пароль'])(
  'a password that is not ASCII (%s) reaches the receiver',
  async (password) => {
    const login = { username: 'mx', password };
    const read: boolean[] = [];
    const { simulator, member, pass } = simulated({
      webhooks: {
        ...login,
        fetch: async (request) => {
          read.push((await parseMxWebhook(request, login)).ok);
          return new Response(null, { status: 204 });
        },
      },
    });
    await member('challenge');
    pass(2_000);
    await simulator.webhooks.flush();
    expect(read).toEqual([true]);
  },
);
