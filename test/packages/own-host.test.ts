import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type MemberPort,
  type MemberRecord,
  type MemberView,
  recordView,
} from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { ROOT, textOf } from './support/files.ts';

beforeEach(stopTime);
afterEach(releaseTime);

interface Page {
  createKvHost(
    store: object,
    port: MemberPort,
  ): {
    start(key: string, input: object): Promise<MemberView>;
    happen(key: string, event: object): Promise<MemberView>;
    resume(key: string): Promise<MemberView>;
  };
}

/** The host over a key-value store, as the page has it. */
async function hostOfPage(): Promise<Page> {
  const programs = [...textOf('docs/one-writer.md').matchAll(/```ts\n(.*?)```/gs)];
  const program = programs.find(([, code]) => code?.includes('createKvHost'))?.[1] ?? '';
  const folder = mkdtempSync(join(ROOT, 'test/packages/.own-host-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'host.ts'), program);
  return import(/* @vite-ignore */ join(folder, 'host.ts'));
}

/** A store of many processes, in memory. */
class Kv {
  readonly rows = new Map<string, { readonly record: MemberRecord; readonly version: number }>();

  get = async (key: string) => this.rows.get(key) ?? { record: null, version: 0 };
  put = async (key: string, record: MemberRecord, version: number) => {
    if ((this.rows.get(key)?.version ?? 0) !== version) return false;
    this.rows.set(key, { record: JSON.parse(JSON.stringify(record)), version: version + 1 });
    return true;
  };
}

test('two processes of the page’s host over a key-value store send one answer once, and one continues for the other', async () => {
  const { createKvHost } = await hostOfPage();
  const store = new Kv();
  const bank = new Bank();
  const [first, second] = [createKvHost(store, bank), createKvHost(store, bank)];
  const member = memberOf(0);
  await first.start('a', { member, job: 'aggregate' });
  await pass(20_000);
  await second.resume('a');
  await pass(20_000);
  const shown = () => recordView(store.rows.get('a')?.record as MemberRecord);
  const { challenges, prompt } = shown();
  const answers = challenges.map(({ guid }) => ({ guid, value: 'right' }));
  const event = { type: 'challenge.answer', answers, prompt };
  await Promise.all([first.happen('a', event), second.happen('a', event)]);
  await pass(120_000);
  expect(bank.received).toHaveLength(1);
  expect(shown().outcome).toMatchObject({ outcome: 'connected' });
  await expect(first.happen('b', event)).rejects.toThrow('not started');
});
