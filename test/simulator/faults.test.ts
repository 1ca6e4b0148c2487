import { type FaultRule, parseFault } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { describe, expect, test, vi } from 'vitest';
import { KEYS, questionOf, simulated, V1 } from '../support/simulated.ts';

/** A challenged member, and a simulator that then fails by these rules. */
async function failing(...faults: (string | FaultRule)[]) {
  const world = simulated();
  const member = await world.member('challenge');
  world.pass(1_000);
  await member.status();
  for (const fault of faults)
    world.simulator.faults.add(typeof fault === 'string' ? parseFault(fault) : fault);
  const raw = (route = 'status') =>
    world.simulator.fetch(`http://mx.test${member.path}/${route}`, {
      headers: { ...KEYS, ...V1 },
    });
  /** Answers the open question, unless the caller aborts. */
  const answerUntil = async (signal: AbortSignal) => {
    const { guid } = questionOf(await member.status());
    return world.simulator.fetch(`http://mx.test${member.path}/resume`, {
      method: 'PUT',
      headers: { ...KEYS, ...V1, 'content-type': 'application/json' },
      body: JSON.stringify({ member: { challenges: [{ guid, value: 'correct' }] } }),
      signal,
    });
  };
  return { ...world, ...member, raw, answerUntil };
}

describe('a dropped connection', () => {
  test('before the effect, the bank received nothing', async () => {
    const { answer, received, status } = await failing('resume:drop-before:1');
    await expect(answer('correct')).rejects.toThrow(TypeError);
    expect(received().answers).toEqual([]);
    expect((await status()).connection_status).toBe('CHALLENGED');
    expect((await answer('correct')).status).toBe(202);
  });

  test('after the effect, only the reply is lost', async () => {
    const { answer, received, status } = await failing('resume:drop-after:1');
    await expect(answer('correct')).rejects.toThrow(TypeError);
    expect(received().answers).toHaveLength(1);
    expect((await status()).connection_status).toBe('RESUMED');
  });
});

test('a status comes with Retry-After, before the effect or after it', async () => {
  const { start, raw, answer, received } = await failing(
    'status:429/30:1',
    'start:503',
    'resume:500-after',
  );
  const response = await raw();
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '30']);
  expect((await raw()).status).toBe(200);
  expect((await start('verify')).status).toBe(503);
  expect((await answer('correct')).status).toBe(500);
  expect(received().answers).toHaveLength(1);
});

test('bodies are malformed or cut short', async () => {
  const { raw } = await failing('status:malformed:1', 'status:truncated:1+1');
  const malformed = await raw();
  expect(malformed.status).toBe(200);
  expect(await malformed.text()).toMatch(/^<html>/);
  const truncated = await (await raw()).text();
  expect(truncated).toMatch(/^\{"member"/);
  expect(() => JSON.parse(truncated)).toThrow(SyntaxError);
});

test('fields are missing, added or replaced', async () => {
  const { status } = await failing(
    'status:omit=is_being_aggregated+challenges',
    'status:add=connection_status=BRAND_NEW',
    { on: 'status', fault: { kind: 'add', fields: { self: { href: '/x' } } } },
  );
  const member = await status();
  expect(member).toMatchObject({ connection_status: 'BRAND_NEW', self: { href: '/x' } });
  expect(member).not.toHaveProperty('is_being_aggregated');
  expect(member).not.toHaveProperty('challenges');
});

test('each entry of a list is changed, but not the paging', async () => {
  const { call, user } = await failing('listMembers:add=guid=X');
  const { members, pagination } = (await call('GET', `/users/${user}/members`)).body;
  expect(members).toMatchObject([{ guid: 'X' }]);
  expect(pagination).not.toHaveProperty('guid');
});

test('challenge types are numbers', async () => {
  const { status, call, path } = await failing('*:integer-types');
  expect(questionOf(await status()).type).toBe(0);
  expect((await call('GET', `${path}/challenges`)).body.challenges).toMatchObject([{ type: 0 }]);
});

test('a stale reading shows the member before its latest change', async () => {
  const { status, answer } = await failing('status:stale:2+1');
  const { challenges } = await status();
  await answer('correct');
  expect(await status()).toMatchObject({ connection_status: 'CHALLENGED', challenges });
  expect((await status()).connection_status).toBe('RESUMED');
});

test('a delay uses the clock of the host, and can be waited for or aborted', async () => {
  vi.useFakeTimers();
  try {
    const { raw, simulator, path } = await failing('status:delay=5000');
    const answered = vi.fn();
    const waiting = raw().then(answered);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(answered).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
    expect(answered).toHaveBeenCalledOnce();

    const controller = new AbortController();
    const left = simulator.fetch(`http://mx.test${path}/status`, {
      headers: { ...KEYS, ...V1 },
      signal: controller.signal,
    });
    controller.abort();
    await expect(left).rejects.toThrow(/abort/i);
  } finally {
    vi.useRealTimers();
  }
});

test.each(['resume:delay=60000', 'resume:delay=60000-after'])(
  'an aborted delay does not keep the process alive, and the request still takes effect: %s',
  async (fault) => {
    vi.useFakeTimers();
    try {
      const { answerUntil, received } = await failing(fault);
      const setTimeout = vi.spyOn(globalThis, 'setTimeout');
      const controller = new AbortController();
      const left = answerUntil(controller.signal);
      await vi.advanceTimersByTimeAsync(1_000);
      const timer = setTimeout.mock.results[0]?.value as NodeJS.Timeout;
      expect(timer.hasRef()).toBe(true);
      controller.abort();
      await expect(left).rejects.toThrow(/abort/i);
      expect(timer.hasRef()).toBe(false);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(received().answers).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  },
);

test('with a delay after the effect, an abort does not undo the request', async () => {
  vi.useFakeTimers();
  try {
    const { answerUntil, received } = await failing('resume:delay=5000-after');
    const controller = new AbortController();
    const left = answerUntil(controller.signal);
    await vi.advanceTimersByTimeAsync(4_999);
    controller.abort();
    await expect(left).rejects.toThrow(/abort/i);
    expect(received().answers).toHaveLength(1);
  } finally {
    vi.useRealTimers();
  }
});

test('a rule applies to its route, and as often as it says', async () => {
  const world = simulated();
  const [one, two] = [await world.member('correct'), await world.member('correct')];
  const codes = async (path: string, times: number) => {
    const seen = [];
    for (let count = 0; count < times; count++) seen.push((await world.call('GET', path)).status);
    return seen;
  };
  world.simulator.faults.add({
    on: 'status',
    member: one.guid,
    after: 1,
    times: 2,
    fault: { kind: 'status', status: 503 },
  });
  expect(await codes(`${one.path}/status`, 5)).toEqual([200, 503, 503, 200, 200]);
  expect(await codes(`${two.path}/status`, 1)).toEqual([200]);

  const remove = world.simulator.faults.add(parseFault('/users/*/members/*:502'));
  expect(await codes(one.path, 1)).toEqual([502]);
  expect(await codes(`${one.path}/status`, 1)).toEqual([200]);
  remove();
  expect(await codes(one.path, 1)).toEqual([200]);
  world.simulator.faults.add(parseFault('*:500'));
  world.simulator.faults.clear();
  expect(await codes(one.path, 1)).toEqual([200]);
});

test.each([
  ['resume', /after the first ":"/],
  ['nowhere:503', /before the first ":".*status/],
  ['status:200', /HTTP status/],
  ['status:delay=soon', /delay=<ms>/],
  ['status:delay=1000000000', /delay=<ms> \(at most 999999999\)/],
  ['status:503:0', /after the second ":"/],
  ['status:503:1:1', /after the second ":"/],
])('"%s" is refused as a fault with a reason', (text, reason) => {
  expect(() => parseFault(text)).toThrow(reason);
});

test('a rule for a route that does not exist is refused', () => {
  const { faults } = simulated().simulator;
  const rule = { on: 'stauts', fault: { kind: 'drop' } } as unknown as FaultRule;
  expect(() => faults.add(rule)).toThrow(/stauts/);
});

test('over HTTP the connection is really dropped, and the server lives', async () => {
  const faults = ['listUsers:drop-after:1', 'listUsers:truncated:1+1'].map(parseFault);
  const { url, close } = await serveMxSimulator({ faults });
  try {
    const get = () => fetch(`${url}/users`, { headers: { ...KEYS, ...V1 } });
    await expect(get()).rejects.toThrow(TypeError);
    await expect((await get()).json()).rejects.toThrow(SyntaxError);
    expect((await get()).status).toBe(200);
    expect(new URL(url).hostname).toBe('127.0.0.1');
  } finally {
    await close();
  }
  await expect(fetch(url)).rejects.toThrow(TypeError);
});
