import { readBankReturn } from '@mx-member/connect';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { type FakeBrowser, FakePopup, fakeBrowser } from './support/browser.ts';
import { shown } from './support/shown.ts';
import { simulatedBank } from './support/simulated-bank.ts';

let browser: FakeBrowser;
beforeEach(() => {
  stopTime();
  browser = fakeBrowser({ hasLocks: false });
  browser.popup = new FakePopup();
});
afterEach(() => {
  vi.unstubAllGlobals();
  releaseTime();
});

/** A member of an OAuth bank whose user is sent to the bank's page now. */
async function atBank(options = {}) {
  const bank = await simulatedBank(null, options);
  await bank.until(() => bank.view().member?.needs === 'authorization');
  const address = () => browser.popup?.location.href ?? '';
  return {
    ...bank,
    screen: () => shown(bank.connection),
    address,
    /** Opens the window, and waits for the bank's page. */
    async open() {
      bank.connection.openBank();
      await settle();
    },
    outcome: () => bank.view().member?.outcome?.outcome ?? null,
  };
}

const message = (type: 'success' | 'error', metadata: object) => ({
  mx: true,
  type: `oauthComplete/${type}`,
  metadata,
});

test('the window opens in the click, before the address is known, and then loads the address', async () => {
  const { connection, address, screen } = await atBank();
  connection.openBank();
  expect([browser.opened.length, address()]).toEqual([1, 'about:blank']);
  await settle();
  expect(address()).toMatch(/^https:\/\/mx\.test\/oauth\//);
  expect(screen().details).toEqual(['Finish logging in at MX Bank, in the other window.']);
});

test('two presses request one address, and a closed window is reported once', async () => {
  const bank = await atBank();
  const address = vi.spyOn(bank.mx, 'oauthWindowUri');
  bank.connection.openBank();
  await bank.open();
  expect(address).toHaveBeenCalledTimes(1);
  await bank.open();
  expect(address).toHaveBeenCalledTimes(2);
  if (browser.popup) browser.popup.closed = true;
  const timers = vi.getTimerCount();
  await pass(1_500);
  expect(bank.view().bank.state).toBe('closed');
  expect(vi.getTimerCount()).toBeLessThan(timers);
});

test('a blocked window is reported and can be opened again', async () => {
  const { open, screen, view } = await atBank();
  const allowed = browser.popup;
  browser.popup = null;
  await open();
  expect(view().bank.state).toBe('cannotOpen');
  expect(screen()).toMatchObject({
    buttons: { bankLink: 'Go to MX Bank' },
    details: ['Your browser blocked the window. Allow pop-ups for this page, then try again.'],
  });
  browser.popup = allowed;
  await open();
  expect(view().bank.state).toBe('open');
});

test('without an address the window closes, and the person can try again', async () => {
  const bank = await atBank();
  vi.spyOn(bank.mx, 'oauthWindowUri').mockRejectedValueOnce(new Error('down'));
  await bank.open();
  expect(bank.view().bank.state).toBe('unavailable');
  expect(browser.popup?.closed).toBe(true);
});

test('an app opens the page itself, passes on the address that opened the app, and says if it cannot', async () => {
  const openUrl = vi.fn<(address: string) => Promise<void>>(async () => {});
  const bank = await atBank({
    openUrl,
    oauth: { referralSource: 'APP', clientRedirectUrl: 'myapp://bank' },
  });
  openUrl.mockRejectedValueOnce(new Error('No app can open it.'));
  await bank.open();
  expect(bank.view().bank.state).toBe('unavailable');
  await bank.open();
  expect([bank.view().bank.state, browser.opened]).toEqual(['open', []]);
  const denied = await bank.decide(openUrl.mock.lastCall?.[0] ?? '', 'deny');
  const what = readBankReturn(denied.headers.get('location'));
  expect(what).toMatchObject({ status: 'error', error_reason: 'DENIED' });
  if (what) bank.connection.returned(what);
  expect(bank.view().bank).toMatchObject({ state: 'returned', error: 'DENIED' });
  await bank.open();
  const back = await bank.decide(openUrl.mock.lastCall?.[0] ?? '', 'authorize');
  expect(readBankReturn(back.headers.get('location'))).toEqual({
    status: 'success',
    member_guid: bank.member.memberGuid,
  });
  await bank.until(() => bank.outcome() !== null);
  expect(bank.outcome()).toBe('connected');
});

test.each([
  'myapp://bank',
  'myapp://bank?status=other',
  'https://app.test/?code=1#status=success',
  '',
])('the address %s brings nothing back', (address) => expect(readBankReturn(address)).toBeNull());

test('a message of another form brings nothing back', () => {
  const types: readonly unknown[] = [{}, { toString: 1, valueOf: 1 }, ['oauthComplete/success']];
  const messages: readonly unknown[] = [null, {}, ...types.map((type) => ({ type }))];
  expect(messages.map(readBankReturn)).toEqual(messages.map(() => null));
});

test('of an address of any length, the first 2,048 characters are read', () => {
  const from = process.threadCpuUsage();
  const long = readBankReturn(`myapp://bank?status=success&${'a'.repeat(100_000)}`);
  const behind = readBankReturn(`myapp://bank?state=${'a'.repeat(2_048)}&status=success`);
  const { user } = process.threadCpuUsage(from);
  expect([long, behind]).toEqual([{ status: 'success' }, null]);
  // It took 19 s of CPU time.
  expect(user / 1000).toBeLessThan(2_000);
});

test('an address that is not http is not opened', async () => {
  const bank = await atBank();
  const address = { oauthWindowUri: 'javascript:alert(1)' };
  vi.spyOn(bank.mx, 'oauthWindowUri').mockResolvedValueOnce(address);
  await bank.open();
  expect(bank.view().bank.state).toBe('unavailable');
  expect(bank.address()).toBe('about:blank');
});

test('the message of success polls at once and closes the window, and the member connects', async () => {
  const { open, address, decide, member, until, outcome, view, sent } = await atBank();
  await open();
  await decide(address(), 'authorize');
  const before = sent.length;
  browser.message(browser.popup, message('success', { member_guid: member.memberGuid }));
  await settle();
  expect(sent.length).toBeGreaterThan(before);
  expect(browser.popup?.closed).toBe(true);
  await until(() => outcome() !== null);
  expect([outcome(), view().bank.state]).toEqual(['connected', 'none']);
});

test('the message of an error is shown with a button for another try, and the machine still waits', async () => {
  const { open, address, decide, member, screen, view, until, outcome } = await atBank();
  await open();
  await decide(address(), 'deny');
  browser.message(
    browser.popup,
    message('error', { member_guid: member.memberGuid, error_reason: 'DENIED' }),
  );
  await pass(5_000);
  expect(view().bank).toMatchObject({ state: 'returned', error: 'DENIED' });
  expect(screen()).toMatchObject({
    screen: 'bank',
    details: ['You did not finish logging in at MX Bank.'],
    buttons: { bankLink: 'Open MX Bank again', cancel: 'Cancel' },
  });
  browser.popup = new FakePopup();
  await open();
  expect(screen().details).toEqual(['Finish logging in at MX Bank, in the other window.']);
  await decide(address(), 'authorize');
  await until(() => outcome() !== null);
  expect(outcome()).toBe('connected');
});

test.each([
  ['another window', () => new FakePopup(), message('error', {})],
  ['another program', () => browser.popup, { type: 'mx/connect/loaded' }],
  ['nobody', () => null, null],
])('a message of %s is ignored', async (_, source, data) => {
  const { open, view } = await atBank();
  await open();
  browser.message(source(), data);
  await settle();
  expect(view().bank.state).toBe('open');
});

test('a window that seems closed causes a poll, but not a result', async () => {
  const { open, view, sent } = await atBank();
  await open();
  const before = sent.length;
  browser.popup?.close();
  await pass(1_500);
  expect(sent.length).toBe(before + 1);
  expect(view()).toMatchObject({ bank: { state: 'closed' }, member: { needs: 'authorization' } });
});

describe('another member, because the bank was connected before,', () => {
  const other = 'MBR-other';

  test('is reported', async () => {
    const { connection, view, screen } = await atBank();
    connection.returned({ status: 'success', member_guid: other });
    expect(view().bank.otherMember).toBe(other);
    expect(screen().details).toContain('You have connected MX Bank before.');
  });

  test('is followed if the page wants it', async () => {
    const { connection, mx } = await atBank({ followMember: true });
    const read = vi.spyOn(mx, 'readStatus');
    connection.returned({ status: 'success', member_guid: other });
    await settle();
    await pass(60_000);
    const polled = read.mock.calls.map(([{ member }]) => member.memberGuid);
    expect(new Set(polled)).toEqual(new Set([other]));
    expect(connection.getView().attempt).toBe(2);
  });
});

test('coming back to the page polls at once, but not every time', async () => {
  const { sent } = await atBank();
  await pass(4_000);
  const before = sent.length;
  browser.focus();
  browser.focus();
  await pass(100);
  expect(sent.length).toBe(before + 1);
});

test('a job that was asked for starts after the person is back, not while they are at the bank again', async () => {
  const bank = await atBank();
  await bank.open();
  await bank.decide(bank.address(), 'authorize');
  await bank.until(() => bank.outcome() === 'connected');
  const { received } = bank.simulator.bank.member(bank.member.memberGuid);
  expect(received.starts.map(({ job, by }) => [job, by])).toEqual([['aggregate', 'oauth']]);
  bank.connection.retry({ job: 'verify' });
  await bank.until(() => bank.view().attempt === 2 && bank.outcome() !== null);
  browser.popup = new FakePopup();
  await bank.open();
  await pass(60_000);
  const startsNow = () =>
    bank.simulator.bank
      .member(bank.member.memberGuid)
      .received.starts.map(({ job, by }) => `${job} by ${by}`);
  expect([bank.view().member?.needs, startsNow()]).toEqual([
    'authorization',
    ['aggregate by oauth', 'verify by request'],
  ]);
  await bank.decide(bank.address(), 'authorize');
  await bank.until(() => bank.outcome() !== null);
  expect([bank.outcome(), startsNow().slice(2)]).toEqual([
    'connected',
    ['aggregate by oauth', 'verify by request'],
  ]);
});
