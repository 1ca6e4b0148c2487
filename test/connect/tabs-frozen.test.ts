import { MxError } from '@mx-member/machine/step';
import { describe, expect, test } from 'vitest';
import { Bank } from '../support/bank.ts';
import { pass, settle } from '../support/fake-timers.ts';
import { FakePopup } from './support/browser.ts';
import { shown } from './support/shown.ts';
import {
  answer,
  asked,
  browser,
  eachWithTabs,
  ended,
  member,
  needs,
  open,
  outcome,
  type Page,
  viewOf,
} from './support/tabs.ts';

eachWithTabs();

describe('an owner that the browser has frozen', () => {
  const isSilent = (page: Page) => viewOf(page).isOwnerSilent;
  const said = ({ connection }: Page) => shown(connection).details.join(' ');

  test('is reported in the tab with an answer, which is sent once after the owner is back', async () => {
    const bank = new Bank({ rounds: 1 });
    const [a, b] = [open(bank), open(bank)];
    await asked(a);
    await settle();
    a.tab.freeze();
    const given = answer(b, 'first');
    expect(viewOf(b).isSending).toBe(true);
    await pass(11_000);
    expect((await given).map(({ code }) => code)).toEqual(['notYet']);
    expect(said(b)).toContain('another tab that is not responding');
    expect([isSilent(b), viewOf(b).isSending, bank.received]).toEqual([true, false, []]);
    a.tab.thaw();
    await pass(1_000);
    expect([isSilent(b), viewOf(b).isElsewhere, said(b)]).toEqual([false, false, '']);
    void answer(b, 'second');
    await ended(b);
    expect([outcome(a), outcome(b)]).toEqual(['connected', 'connected']);
    expect(bank.received.map(({ value }) => value)).toEqual(['second']);
  });

  test.each(['cancel', 'retry', 'openBank'] as const)(
    'is reported after `%s`, and when it has closed another tab goes on',
    async (command) => {
      browser.popup = new FakePopup();
      const bank = new Bank({ rounds: 0, end: 'DENIED' });
      const access = {
        institutionCredentials: async () => [],
        updateCredentials: () => Promise.reject(new MxError('notFound')),
        oauthWindowUri: async () => ({ oauthWindowUri: 'https://bank.example' }),
      };
      const input = { member, job: 'aggregate', oauth: true } as const;
      const [a, b] = [open(bank, { access, input }), open(bank, { access, input })];
      await ended(a);
      a.tab.freeze();
      b.tab.run(() => b.connection[command]());
      await pass(11_000);
      expect([isSilent(b), bank.startsOf(member)]).toEqual([true, 1]);
      expect(said(b)).toContain('another tab that is not responding');
      a.tab.crash();
      await pass(1_000);
      expect([isSilent(b), viewOf(b).isElsewhere]).toEqual([false, false]);
    },
  );

  test('is reported in a new tab, and in a tab that comes to the front', async () => {
    const bank = new Bank({ rounds: 1 });
    const [a, b] = [open(bank), open(bank)];
    await asked(a);
    a.tab.freeze();
    const c = open(bank);
    b.tab.run(() => b.connection.hint());
    await pass(11_000);
    expect([isSilent(b), isSilent(c)]).toEqual([true, true]);
    a.tab.thaw();
    await pass(5_000);
    expect([b, c].map((page) => [isSilent(page), needs(page)])).toEqual([
      [false, 'answers'],
      [false, 'answers'],
    ]);
  });
});

test('an owner that responds is not reported, even if it has ended and released the member', async () => {
  const bank = new Bank({ rounds: 0 });
  const [a, b] = [open(bank), open(bank)];
  await ended(a);
  b.tab.run(() => b.connection.cancel());
  a.tab.run(() => a.connection.hint());
  await pass(30_000);
  expect([a, b].map((page) => [viewOf(page).isElsewhere, viewOf(page).isOwnerSilent])).toEqual([
    [true, false],
    [false, false],
  ]);
});
