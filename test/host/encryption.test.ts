import {
  type CipherKey,
  createCipher,
  createHost,
  createMemoryStore,
  encryptStore,
  type HostStore,
  type RowCipher,
} from '@mx-member/host';
import type { MemberHost } from '@mx-member/machine/hosting';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { releaseTime, settle, stopTime } from '../support/fake-timers.ts';

const MEMBER = memberOf(1);
const INPUT = { member: MEMBER, job: 'aggregate' } as const;
const keyOf = (id: string, byte: number): CipherKey => ({
  id,
  key: new Uint8Array(32).fill(byte),
});
const OLD = keyOf('2026-10', 1);
const NEW = keyOf('2026-11', 2);

let hosts: MemberHost[] = [];
beforeEach(stopTime);
afterEach(async () => {
  await Promise.all(hosts.map((host) => host.close()));
  hosts = [];
  releaseTime();
});

/** Opens a host on the rows of a store, with these keys. */
async function open(
  rows: HostStore,
  keys: readonly CipherKey[],
  bank = new Bank(),
  options: Parameters<typeof encryptStore>[2] = {},
) {
  const unreadable: string[] = [];
  const ends: string[] = [];
  const host = await createHost({
    port: bank,
    store: encryptStore(rows, observed(await createCipher(keys)), options),
    onUnreadable: ({ member, why }) => unreadable.push(`${member.memberGuid}: ${why}`),
    onEnded: (_, { state }) => void ends.push(state),
  });
  hosts.push(host);
  return { host, unreadable, ends };
}

/** Encryption that is in progress. It takes real time, and virtual time must not pass meanwhile. */
const inProgress = new Set<Promise<string>>();

/** A cipher whose work in progress is known. */
function observed({ encrypt, decrypt }: RowCipher): RowCipher {
  const observe = (work: typeof encrypt): typeof encrypt => {
    return (text, context) => {
      const done = Promise.resolve(work(text, context));
      const isOver = () => void inProgress.delete(done);
      inProgress.add(done);
      done.then(isOver, isOver);
      return done;
    };
  };
  return { encrypt: observe(encrypt), decrypt: observe(decrypt) };
}

/** Runs everything that waits for no timer, and all encryption. */
async function settleAll(): Promise<void> {
  for (await settle(); inProgress.size > 0; await settle()) await Promise.allSettled(inProgress);
}

async function untilAsked(host: MemberHost) {
  for (;;) {
    await settleAll();
    const view = await host.view(MEMBER);
    if (view.needs === 'answers') return view;
    if (view.outcome) throw new Error(`Nothing was asked before it was ${view.state}.`);
    vi.advanceTimersToNextTimer();
  }
}

const changed = 'it was changed or moved after it was encrypted, or your cipher has failed';

const textOf = async (rows: HostStore) => (await rows.find(MEMBER))?.text ?? '';

test('records are stored encrypted, and another host with the key continues', async () => {
  const rows = createMemoryStore();
  const bank = new Bank();
  const first = await open(rows, [OLD], bank);
  await first.host.start(INPUT);
  await untilAsked(first.host);
  await first.host.close();
  expect(await textOf(rows)).toMatch(/^encrypted:2026-10\./);
  expect(await textOf(rows)).not.toContain('challenge');
  const second = await open(rows, [OLD], bank);
  expect(await untilAsked(second.host)).toMatchObject({ needs: 'answers' });
  expect(second.unreadable).toEqual([]);
});

test('during a rotation the old key reads and the new key writes, and then the old key is not needed', async () => {
  const rows = createMemoryStore();
  const bank = new Bank();
  const first = await open(rows, [OLD], bank);
  await first.host.start(INPUT);
  await untilAsked(first.host);
  await first.host.close();
  const second = await open(rows, [NEW, OLD], bank);
  await untilAsked(second.host);
  await second.host.cancel(MEMBER);
  await second.host.close();
  expect(await textOf(rows)).toMatch(/^encrypted:2026-11\./);
  const third = await open(rows, [NEW], bank);
  expect(await third.host.view(MEMBER)).toMatchObject({ outcome: { reason: 'cancelled' } });
  expect(third.unreadable).toEqual([]);
});

test('a row without its key, or copied to another member, is unreadable and not changed', async () => {
  const rows = createMemoryStore();
  const first = await open(rows, [OLD]);
  await first.host.start(INPUT);
  await first.host.close();
  const row = await rows.find(MEMBER);
  if (!row) throw new Error('The store is empty.');
  await rows.commit([{ ...row, member: memberOf(2) }], { durable: true });
  const why = 'it is encrypted, and this host does not have its key';

  const withoutKey = await open(rows, [NEW]);
  expect(withoutKey.unreadable.toSorted()).toEqual([`MBR-1: ${why}`, `MBR-2: ${why}`]);
  await expect(withoutKey.host.view(MEMBER)).rejects.toMatchObject({ code: 'unreadable' });
  await withoutKey.host.close();
  expect(await textOf(rows)).toBe(row.text);

  const withKey = await open(rows, [NEW, OLD]);
  expect(withKey.unreadable).toEqual([`MBR-2: ${changed}`]);
});

test('a row whose text was changed is reported as changed, and not as a row of another key', async () => {
  const rows = createMemoryStore();
  const first = await open(rows, [OLD]);
  await first.host.start(INPUT);
  await first.host.close();
  const row = await rows.find(MEMBER);
  if (!row) throw new Error('The store is empty.');
  const [key, iv, text = ''] = row.text.split('.');
  const other = text.startsWith('A') ? 'B' : 'A';
  for (const forged of [
    [key, iv, other + text.slice(1)],
    [key, iv],
    [key, '!', text],
  ]) {
    await rows.commit([{ ...row, text: forged.join('.') }], { durable: true });
    const { host, unreadable } = await open(rows, [OLD]);
    expect(unreadable).toEqual([`MBR-1: ${changed}`]);
    await host.close();
  }
});

test('a row that was forged in the clear is unreadable, and never shown', async () => {
  const [rows, elsewhere] = [createMemoryStore(), createMemoryStore()];
  const bank = new Bank();
  const plain = await createHost({ port: bank, store: elsewhere });
  await plain.start(INPUT);
  await plain.close();
  const forged = await elsewhere.find(MEMBER);
  if (!forged) throw new Error('The store is empty.');
  await rows.commit([forged], { durable: true });
  const { host, unreadable } = await open(rows, [OLD], bank);
  expect(unreadable).toEqual([
    'MBR-1: it is not encrypted, and this host reads only encrypted rows',
  ]);
  await expect(host.view(MEMBER)).rejects.toMatchObject({ code: 'unreadable' });
  expect(await textOf(rows)).toBe(forged.text);
});

test('with onRowInTheClear, rows in the clear are reported, read, and encrypted at their next commit', async () => {
  const rows = createMemoryStore();
  const bank = new Bank();
  const plain = await createHost({ port: bank, store: rows });
  await plain.start(INPUT);
  await plain.close();
  expect(await textOf(rows)).toContain('aggregating');
  const found: string[] = [];
  const { host } = await open(rows, [OLD], bank, {
    onRowInTheClear: ({ memberGuid }) => found.push(memberGuid),
  });
  await untilAsked(host);
  await host.cancel(MEMBER);
  expect(found).toContain('MBR-1');
  expect(await textOf(rows)).toMatch(/^encrypted:/);
});

test.each([
  ['no key', [], /at least one key/],
  ['a short key', [{ id: 'a', key: new Uint8Array(16) }], /a Uint8Array of 32 bytes/],
  ['an id with a dot', [{ ...OLD, id: 'a.b' }], /the id of a key/],
  ['the same id twice', [OLD, OLD], /the same id/],
])('%s is refused', async (_, keys, sentence) => {
  await expect(createCipher(keys)).rejects.toThrow(sentence);
});
