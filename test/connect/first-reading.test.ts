import { createBrowserHost } from '@mx-member/connect/browser-host';
import type { BareView } from '@mx-member/machine/hosting';
import type { MemberPort } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renewed } from '../support/acts.ts';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { type FakeBrowser, FakeStorage, fakeBrowser } from './support/browser.ts';

/** A page reads a member before its first start. After a crash the reading shows whether the start has arrived. */

const member = memberOf(1);
const input = { member, job: 'aggregate' } as const;

let browser: FakeBrowser;
beforeEach(() => {
  stopTime();
  browser = fakeBrowser();
});
afterEach(() => {
  vi.unstubAllGlobals();
  releaseTime();
});

const portOf = (bank: Bank, more: Partial<MemberPort> = {}): MemberPort => ({
  startJob: bank.startJob.bind(bank),
  readStatus: bank.readStatus.bind(bank),
  submitAnswers: bank.submitAnswers.bind(bank),
  ...more,
});

test('a start that arrived before the page died is not sent again, even if its job has ended meanwhile', async () => {
  const bank = new Bank({ rounds: 0, hasTimes: true });
  bank.begin(member);
  await pass(5_000);
  const storage = new FakeStorage();
  const startJob: MemberPort['startJob'] = (request) => {
    void bank.startJob(request);
    return new Promise(() => {});
  };
  const tab = browser.open();
  const first = tab.run(() => createBrowserHost({ port: portOf(bank, { startJob }), storage }));
  void tab.run(() => first.start(input));
  await pass(10);
  expect(bank.startsOf(member)).toBe(1);
  tab.crash();
  await pass(30_000);
  const host = browser.open().run(() => createBrowserHost({ port: bank, storage }));
  let view: BareView | undefined;
  const followed = (async () => {
    for (view = await host.view(member); !view.outcome; )
      view = await host.next(member, { revision: view.revision });
  })();
  await pass(120_000, () => view?.outcome != null);
  await followed;
  expect(view?.outcome).toMatchObject({ outcome: 'connected' });
  expect(bank.startsOf(member)).toBe(1);
});

test('a start that comes after a failed job of MX is not made, because it would be one more login that fails', async () => {
  const bank = new Bank({ rounds: 0, hasTimes: true, end: 'DENIED' });
  bank.begin(member);
  const baseline = await bank.readStatus({ member });
  await pass(5_000);
  const host = createBrowserHost({ port: portOf(bank) });
  void host.start({ member, job: 'verify', act: renewed(baseline) });
  await pass(120_000);
  expect((await host.view(member)).outcome).toMatchObject({ reason: 'credentials' });
  expect(bank.startsOf(member)).toBe(0);
});
