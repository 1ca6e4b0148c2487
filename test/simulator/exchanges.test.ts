import type { Exchange } from '@mx-member/simulator';
import { expect, test } from 'vitest';
import { KEYS, simulated } from '../support/simulated.ts';

test('onExchange gets every request with its response, even refused and dropped ones', async () => {
  const exchanges: Exchange[] = [];
  const { call, createUser, simulator } = simulated({
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const guid = await createUser({ metadata: 'm' });
  await call('GET', `/users/${guid}?page=1`);
  await call('GET', '/nothing');
  simulator.faults.add({ fault: { kind: 'drop' } });
  await expect(call('GET', '/users')).rejects.toThrow('fetch failed');
  expect(exchanges.map(({ request, response }) => [request.path, response?.status])).toEqual([
    ['/users', 200],
    [`/users/${guid}?page=1`, 200],
    ['/nothing', 404],
    ['/users', undefined],
  ]);
  expect(exchanges[0]).toMatchObject({
    at: Date.UTC(2026, 0, 1),
    request: { method: 'POST', headers: KEYS, body: '{"user":{"metadata":"m"}}' },
    response: { body: expect.stringContaining(guid) },
  });
});
