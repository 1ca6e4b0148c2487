import { createMemberConnection } from '@mx-member/connect';
import { createHost } from '@mx-member/host';
import { MxError } from '@mx-member/machine/step';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { renewed } from '../support/acts.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { credentials } from '../support/simulated.ts';
import { FakePopup, FakeStorage, fakeBrowser } from './support/browser.ts';
import { heldBack } from './support/held-back.ts';
import type { PageOptions } from './support/in-page.ts';
import { shown } from './support/shown.ts';
import { simulatedBank } from './support/simulated-bank.ts';

beforeEach(stopTime);
afterEach(() => {
  vi.unstubAllGlobals();
  releaseTime();
});

async function failedWith(password: string | null, options: PageOptions = {}) {
  fakeBrowser({ hasLocks: false });
  const bank = await simulatedBank(password, options);
  const outcome = () => bank.view().member?.outcome ?? null;
  await bank.until(() => outcome() !== null);
  await settle();
  return { ...bank, outcome, screen: () => shown(bank.connection) };
}

describe('credentials that the bank has refused', () => {
  test('are requested again in place, go straight to MX, and connect the same member', async () => {
    const storage = new FakeStorage();
    const bank = await failedWith('UNAUTHORIZED', { storage });
    expect(bank.screen()).toMatchObject({ screen: 'login', labels: ['Username', 'Password'] });
    expect(bank.screen().buttons).toEqual({ submit: 'Connect', cancel: 'Cancel' });
    const prompt = bank.view().member?.prompt;
    const update = vi.spyOn(bank.mx, 'updateCredentials');
    void bank.connection.submitCredentials(credentials('simulate:text'));
    await bank.until(() => bank.view().member?.needs === 'answers');
    expect(update.mock.calls[0]?.[0].member).toEqual(bank.member);
    expect(bank.view()).toMatchObject({ attempt: 2, login: null });
    // Prompts and revisions continue.
    expect(bank.view().member?.prompt).toBe((prompt ?? 0) + 1);
    expect(JSON.stringify([bank.view(), ...storage.items])).not.toContain('simulate:text');
    const [question] = bank.view().member?.challenges ?? [];
    void bank.connection.answer({
      answers: [{ guid: question?.guid ?? '', value: 'correct' }],
      prompt: bank.view().member?.prompt ?? 0,
    });
    await bank.until(() => bank.outcome() !== null);
    expect(bank.outcome()?.outcome).toBe('connected');
  });

  test('that are wrong again fail again, and the old failure is not mistaken for the new one', async () => {
    const bank = await failedWith('UNAUTHORIZED');
    void bank.connection.submitCredentials(credentials('INVALID'));
    await settle();
    expect(bank.outcome()).toBe(null);
    await bank.until(() => bank.outcome() !== null);
    expect(bank.outcome()).toMatchObject({ reason: 'credentials' });
    await settle();
    expect(bank.screen().screen).toBe('login');
  });

  test('may come from your own form: `retry` with changes begins an attempt at once', async () => {
    const bank = await failedWith('UNAUTHORIZED');
    const { reading } = await bank.mx.updateCredentials({
      member: bank.member,
      credentials: credentials('correct'),
    });
    bank.connection.retry({ act: renewed(reading) });
    await settle();
    expect(bank.view()).toMatchObject({ attempt: 2 });
    await bank.until(() => bank.outcome() !== null);
    expect(bank.outcome()?.outcome).toBe('connected');
  });

  test('that could not be sent keep the form, with a sentence', async () => {
    const bank = await failedWith('UNAUTHORIZED');
    vi.spyOn(bank.mx, 'updateCredentials').mockRejectedValueOnce(new MxError('rateLimited'));
    await bank.connection.submitCredentials(credentials('correct'));
    expect(bank.screen()).toMatchObject({
      screen: 'login',
      details: [
        expect.any(String),
        expect.any(String),
        'You have tried to log in many times. Please try again later.',
      ],
      view: { attempt: 1, isSending: false },
    });
  });

  test('that the server holds back are sent after the person has said that they are checked', async () => {
    const bank = await failedWith('UNAUTHORIZED');
    const update = vi
      .spyOn(bank.mx, 'updateCredentials')
      .mockRejectedValueOnce(heldBack('refusedTwice'));
    await bank.connection.submitCredentials(credentials('correct'));
    expect(bank.view()).toMatchObject({ attempt: 1, isSending: false });
    const screen = bank.screen();
    expect(screen.details).toEqual([
      'Nothing was sent yet. Two logins in a row were not accepted, and some banks lock an account then. Try this login on the website of MX Bank first.',
    ]);
    expect(screen.buttons).toMatchObject({ checked: 'I have checked it: log in' });
    await bank.connection.submitCredentials(credentials('correct'), { isChecked: true });
    expect(update.mock.calls.map(([sent]) => Object(sent).confirmed)).toEqual([undefined, 'yes-1']);
    await bank.until(() => bank.outcome() !== null);
    expect(bank.outcome()?.outcome).toBe('connected');
    expect(bank.view().login).toBeNull();
  });

  test.each(['correct', 'INVALID'])(
    'whose reply is lost are followed, and the screen does not ask for them again: %s',
    async (password) => {
      const bank = await failedWith('UNAUTHORIZED');
      const { updateCredentials } = bank.mx;
      const update = vi
        .spyOn(bank.mx, 'updateCredentials')
        .mockImplementationOnce(async (...all) => {
          await updateCredentials(...all);
          throw new MxError('unreachable');
        });
      const said: string[] = [];
      bank.connection.subscribe(() => said.push(...bank.screen().details));
      void bank.connection.submitCredentials(credentials(password));
      await settle();
      expect(bank.view()).toMatchObject({ attempt: 2, isSending: false, login: null });
      await bank.until(() => bank.outcome() !== null);
      expect(bank.outcome()?.outcome).toBe(password === 'correct' ? 'connected' : 'failed');
      expect(said.join()).not.toContain('could not send');
      const { starts } = bank.simulator.bank.member(bank.member.memberGuid).received;
      expect([update.mock.calls.length, starts.map(({ by }) => by)]).toEqual([
        1,
        ['create', 'update'],
      ]);
    },
  );

  test('that may not have arrived start nothing: the person is asked again', async () => {
    const bank = await failedWith('UNAUTHORIZED');
    vi.spyOn(bank.mx, 'updateCredentials').mockRejectedValueOnce(new TypeError('Failed to fetch'));
    void bank.connection.submitCredentials(credentials('correct'));
    await settle();
    await bank.until(() => bank.view().login !== null);
    expect(bank.screen()).toMatchObject({ screen: 'login', view: { attempt: 2 } });
    expect(bank.screen().details.at(-1)).toBe('Your last login may not have reached MX Bank.');
    const starts = () => bank.simulator.bank.member(bank.member.memberGuid).received.starts.length;
    expect(starts()).toBe(1);
    void bank.connection.submitCredentials(credentials('correct'));
    await bank.until(() => bank.outcome()?.outcome === 'connected');
    expect(starts()).toBe(2);
  });

  test('are sent once if the button is pressed twice', async () => {
    const bank = await failedWith('UNAUTHORIZED');
    const update = vi.spyOn(bank.mx, 'updateCredentials');
    void bank.connection.submitCredentials(credentials('correct'));
    void bank.connection.submitCredentials(credentials('correct'));
    await bank.until(() => bank.outcome() !== null);
    expect(update).toHaveBeenCalledTimes(1);
    expect(bank.outcome()?.outcome).toBe('connected');
  });

  test('can be left out: the form closes, nothing is sent, and it can be opened again', async () => {
    const bank = await failedWith('UNAUTHORIZED');
    const before = bank.sent.length;
    expect(bank.screen()).toMatchObject({ screen: 'login', buttons: { cancel: 'Cancel' } });
    bank.connection.cancel();
    expect(bank.screen()).toMatchObject({ screen: 'ended', buttons: { retry: 'Try again' } });
    expect(bank.screen().details).toContain('Check your login, then enter it again.');
    bank.connection.hint();
    await settle();
    expect(bank.screen().screen).toBe('ended');
    expect(bank.sent.slice(before).filter((call) => call.startsWith('POST'))).toEqual([]);
    bank.connection.retry();
    await settle();
    expect(bank.screen().screen).toBe('login');
  });

  test('can be tried again if their form could not be fetched', async () => {
    fakeBrowser({ hasLocks: false });
    const bank = await simulatedBank('UNAUTHORIZED');
    vi.spyOn(bank.mx, 'institutionCredentials').mockRejectedValueOnce(new MxError('unreachable'));
    await bank.until(() => bank.view().login !== null);
    expect(shown(bank.connection)).toMatchObject({
      screen: 'ended',
      buttons: { retry: 'Try again' },
    });
    bank.connection.retry();
    await settle();
    expect(shown(bank.connection).screen).toBe('login');
  });

  test('of an OAuth bank lead to its page again, and the same member goes on', async () => {
    const browser = fakeBrowser({ hasLocks: false });
    browser.popup = new FakePopup();
    const bank = await simulatedBank(null, {});
    await bank.until(() => bank.view().member?.needs === 'authorization');
    await pass(1_900_000, () => bank.view().member?.outcome != null);
    expect(bank.view().member?.outcome).toMatchObject({ reason: 'abandoned' });
    expect(shown(bank.connection)).toMatchObject({
      screen: 'bank',
      buttons: { bankLink: 'Go to MX Bank' },
    });
    bank.connection.openBank();
    await settle();
    expect(bank.view()).toMatchObject({ attempt: 2, bank: { state: 'open' } });
    await bank.until(() => bank.view().member?.needs === 'authorization');
    await bank.decide(browser.popup.location.href, 'authorize');
    await bank.until(() => bank.view().member?.outcome != null);
    expect(bank.view().member?.outcome?.outcome).toBe('connected');
  });
});

describe('after a failure that can be tried again', () => {
  test('a new attempt starts one job, even if MX started the first one', async () => {
    const bank = await failedWith('UNAVAILABLE');
    expect(bank.screen()).toMatchObject({
      screen: 'ended',
      buttons: { retry: 'Try again' },
    });
    const before = bank.sent.length;
    bank.connection.retry();
    bank.connection.retry();
    await settle();
    expect(bank.view()).toMatchObject({ attempt: 2, member: { outcome: null } });
    await bank.until(() => bank.outcome() !== null);
    const since = bank.sent.slice(before);
    expect(since.filter((call) => call === 'POST aggregate')).toHaveLength(1);
  });

  test('a second attempt does not begin while one is running', async () => {
    fakeBrowser({ hasLocks: false });
    const bank = await simulatedBank('challenge');
    await bank.until(() => bank.view().member?.needs === 'answers');
    bank.connection.retry();
    await pass(1_000);
    expect(bank.view().attempt).toBe(1);
  });
});

describe('with a host', () => {
  test('new credentials bypass the host, and it begins again after the end that it knows', async () => {
    fakeBrowser({ hasLocks: false });
    const plainBank = await simulatedBank('UNAUTHORIZED');
    plainBank.connection.dispose();
    const host = await createHost({ port: plainBank.mx });
    const start = vi.spyOn(host, 'start');
    const connection = createMemberConnection({
      ...plainBank.connection.options,
      host,
      access: plainBank.mx,
    });
    connection.subscribe(() => {});
    await plainBank.until(() => connection.getView().login !== null);
    const revision = connection.getView().member?.revision;
    void connection.submitCredentials(credentials('correct'));
    await plainBank.until(() => connection.getView().member?.outcome?.outcome === 'connected');
    expect(start.mock.lastCall).toMatchObject([
      { act: { type: 'credentials', reply: {} } },
      { after: revision },
    ]);
    await host.close();
  });
});
