import { createHookLog, HostError, MxError } from '@mx-member/machine';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const SECRET = 'hunter2';
const lines = (): string[] => vi.mocked(console.error).mock.calls.map(([line]) => String(line));

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

test('only the place, the name and our code of an error are logged', () => {
  const log = createHookLog('createHost');
  log(Object.assign(new Error(SECRET, { cause: SECRET }), { code: SECRET, body: SECRET }), 'store');
  log(Object.assign(new Error(SECRET), { name: `Error: ${SECRET}` }), 'onEnded');
  log(new MxError('unexpected', { message: SECRET }), 'readStatus');
  log(new HostError('unreachable', SECRET), 'webhook');
  log(SECRET, 'authorize');
  expect(lines().map((line) => line.trim())).toEqual([
    'mx-member createHost: store: Error',
    'mx-member createHost: onEnded: object',
    'mx-member createHost: readStatus: MxError unexpected',
    'mx-member createHost: webhook: HostError unreachable',
    'mx-member createHost: authorize: string',
  ]);
});

test('each kind is logged once a minute', () => {
  let now = 0;
  const log = createHookLog('createHost', () => now);
  for (now = 0; now < 120_000; now += 1_000) {
    log(new Error('down'), 'store');
    log(new TypeError('down'), 'store');
  }
  expect(lines()).toHaveLength(4);
});
