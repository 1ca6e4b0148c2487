import { createHookLog, HostError, MxError } from '@mx-member/machine';
import { harmless } from '@mx-member/machine/hosting';
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
  for (const name of ['OtherMxError', 'MxErrors'])
    log(Object.assign(new Error(SECRET), { name, code: SECRET }), 'answer');
  expect(lines().map((line) => line.trim())).toEqual([
    'mx-member createHost: store: Error',
    'mx-member createHost: onEnded: object',
    'mx-member createHost: readStatus: MxError unexpected',
    'mx-member createHost: webhook: HostError unreachable',
    'mx-member createHost: authorize: string',
    'mx-member createHost: answer: OtherMxError',
    'mx-member createHost: answer: MxErrors',
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

test('a kind is logged again after exactly a minute, by default of the real clock', () => {
  let now = 0;
  const log = createHookLog('createHost', () => now);
  for (now of [0, 59_999, 60_000]) log(new Error('down'), 'store');
  expect(lines()).toHaveLength(2);
  const byDefault = createHookLog('createRelay');
  for (let times = 0; times < 3; times++) byDefault(new Error('down'), 'store');
  expect(lines()).toHaveLength(3);
});

test('a hundred kinds are remembered, so that their number is bounded', () => {
  const log = createHookLog('createHost', () => 0);
  const logPlaces = (from: number, to: number) => {
    for (let place = from; place < to; place++) log(new Error('down'), `place ${place}`);
  };
  logPlaces(0, 100);
  logPlaces(0, 1);
  expect(lines()).toHaveLength(100);
  logPlaces(100, 101);
  logPlaces(0, 1);
  expect(lines()).toHaveLength(102);
});

test('a function that only observes cannot do harm', () => {
  const seen: unknown[] = [];
  const watch = (what: string) => {
    seen.push(what);
    if (what === 'bad') throw new Error('down');
  };
  harmless(watch)('good');
  harmless(watch)('bad');
  harmless(watch, (thrown) => seen.push(thrown))('bad');
  expect(seen).toEqual(['good', 'bad', 'bad', new Error('down')]);
});
