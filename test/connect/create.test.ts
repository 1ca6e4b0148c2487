import { findPart, type MemberConnection, screenOf } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { createNewConnection, type NewConnectionOptions } from '@mx-member/connect/create';
import { EN } from '@mx-member/connect/messages/en';
import { ES_419 } from '@mx-member/connect/messages/es-419';
import { FR_CA } from '@mx-member/connect/messages/fr-ca';
import { createHost } from '@mx-member/host';
import {
  connectCreations,
  connectHost,
  createHostHandler,
  type HostHandlerOptions,
} from '@mx-member/host/http';
import type { MemberId } from '@mx-member/machine/step';
import { createMxSimulator } from '@mx-member/simulator';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bank } from '../support/bank.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';
import { FakePopup, FakeStorage, fakeBrowser } from './support/browser.ts';
import { heldBack } from './support/held-back.ts';
import { shown } from './support/shown.ts';
import { elementsOf, partsOf } from './support/still-screen.ts';

/** The screen opens with the login form, and creates the member with the entered credentials. */

beforeEach(stopTime);
afterEach(() => {
  vi.unstubAllGlobals();
  releaseTime();
});

/** A server with a host and creations in front of MX's bank, and pages that use it. */
async function site(institutionCode = 'mxbank', limits: Pick<HostHandlerOptions, 'logins'> = {}) {
  const browser = fakeBrowser({ hasLocks: false });
  const simulator = createMxSimulator({ now: () => Date.now() });
  const mx = mxOver(simulator.fetch);
  const host = await createHost({ port: mx, directory: mx });
  const { userGuid } = await mx.createUser();
  const handler = createHostHandler(host, {
    authorize: () => ({ userGuid }),
    access: mx,
    creator: mx,
    ...limits,
  });
  const asked: string[] = [];
  /** What the network loses of the next requests with a login. */
  const losses: ('request' | 'reply')[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const isLogin = pathname.includes('/creations/') || pathname.endsWith('/credentials');
    asked.push(`${request.method} ${pathname}`);
    const loss = isLogin && request.method === 'PUT' ? losses.shift() : undefined;
    if (loss === 'request') throw new TypeError('fetch failed');
    const response = await handler(request);
    if (loss === 'reply') throw new TypeError('fetch failed');
    return response;
  };
  const storage = new FakeStorage();
  const onConflict = vi.fn();
  const onCreated = vi.fn();

  function open(options: Partial<NewConnectionOptions> = {}) {
    const connection = createNewConnection({
      host: connectHost({ url: 'https://app.test', fetch }),
      creations: connectCreations({ url: 'https://app.test', fetch }),
      id: 'attempt-1',
      institution: { code: institutionCode, name: 'MX Bank' },
      storage: () => storage,
      onConflict,
      onCreated,
      ...options,
    });
    const views: unknown[] = [];
    const leave = connection.subscribe(() => views.push(connection.getView()));
    const screen = () => shown(connection);
    return {
      connection,
      screen,
      views,
      leave,
      until: (isSo: () => boolean) => pass(300_000, isSo),
      shows: (name: string) => pass(300_000, () => screen().screen === name),
    };
  }
  const created = () => [...simulator.bank.members(simulator.bank.user(userGuid)).values()];
  const logins = () =>
    created().flatMap(({ received }) => received.starts.map(({ result }) => result));
  return {
    browser,
    simulator,
    mx,
    userGuid,
    storage,
    asked,
    fetch,
    losses,
    open,
    created,
    logins,
    onConflict,
    onCreated,
  };
}

/** The addresses of the links on a screen. */
const linksOf = (connection: MemberConnection) =>
  partsOf(elementsOf(screenOf(connection)), 'link').map(({ props }) => props.href);

const CANARY = 'simulate:text;canary-7391';

describe('a new member', () => {
  test('is not read at the host before it is created', async () => {
    const bank = await site();
    const page = bank.open();
    await page.shows('login');
    bank.browser.focus();
    void page.connection.submitCredentials(credentials('correct'));
    await page.until(() => page.screen().title === 'Connected to MX Bank');
    expect(bank.asked.filter((asked) => asked.includes('/users/new/'))).toEqual([]);
  });

  test('begins with the form, asks its question, connects, and goes on after a reload', async () => {
    const bank = await site();
    const page = bank.open();
    expect(page.screen()).toMatchObject({ screen: 'ended', title: 'Log in to MX Bank' });
    await page.shows('login');
    expect(page.screen().root.props).toMatchObject({
      'data-state': 'resting',
      'data-tone': 'begin',
    });
    expect(page.screen().labels).toEqual(['Username', 'Password']);
    expect(bank.created()).toEqual([]);

    void page.connection.submitCredentials(credentials('simulate:text'));
    void page.connection.submitCredentials(credentials('simulate:text'));
    await page.shows('questions');
    expect(bank.onCreated.mock.calls).toHaveLength(1);
    page.leave();
    page.connection.dispose();

    const again = bank.open();
    await again.shows('questions');
    const [question] = again.screen().view.member?.challenges ?? [];
    void again.connection.answer({
      answers: [{ guid: question?.guid ?? '', value: 'correct' }],
      prompt: again.screen().view.member?.prompt ?? 0,
    });
    await again.shows('ended');
    expect(again.screen().title).toBe('Connected to MX Bank');
    expect(bank.logins()).toEqual(['started']);
  });

  test.each([
    ['a number', async () => 3, ['Your newest data has arrived.', 'We found 3 accounts.']],
    ['nothing to count', () => 0, ['Your newest data has arrived.']],
    ['an error', () => Promise.reject(new Error()), ['Your newest data has arrived.']],
    [
      'an error at once',
      (): number => {
        throw new Error();
      },
      ['Your newest data has arrived.'],
    ],
  ])('asks the page once how many accounts it has: %s', async (_, answered, details) => {
    const bank = await site();
    const countAccounts = vi.fn<(member: MemberId) => number | Promise<number>>(answered);
    const page = bank.open({ countAccounts });
    await page.shows('login');
    expect(countAccounts).not.toHaveBeenCalled();
    void page.connection.submitCredentials(credentials('correct'));
    await page.until(() => page.screen().title === 'Connected to MX Bank');
    await pass(60_000);
    expect(page.screen().details).toEqual(details);
    const [created] = bank.created();
    expect(countAccounts.mock.calls).toEqual([
      [{ userGuid: bank.userGuid, memberGuid: created?.guid }],
    ]);
  });

  describe('at a bank that MX shows in trouble', () => {
    const url = 'https://bank.example/';
    const inTrouble = (status: string, more: Partial<NewConnectionOptions> = {}) => ({
      institution: { code: 'mxbank', name: 'MX Bank', status, url, forgotPasswordUrl: url },
      showInstitutionStatus: true,
      ...more,
    });

    test.each([
      ['UNAVAILABLE', undefined, 'MX Bank is not available right now', 'Try anyway'],
      ['MAINTENANCE', undefined, 'MX Bank is down for maintenance', 'Try anyway'],
      [
        'UNAVAILABLE',
        ES_419,
        'MX Bank no está disponible en este momento',
        'Intentar de todos modos',
      ],
      ['MAINTENANCE', FR_CA, 'MX Bank est en maintenance', 'Essayer quand même'],
    ])('asks before the form whether to try: %s', async (status, messages, title, retry) => {
      const bank = await site();
      const onNextStep = vi.fn();
      const page = bank.open(inTrouble(status, { messages, onNextStep }));
      // Before the first reply too, so that nothing else is announced.
      expect(page.screen().title).toBe(title);
      await page.until(() => page.screen().buttons.retry !== undefined);
      const { screen, details, buttons } = page.screen();
      expect([screen, title, details]).toEqual(['ended', title, [(messages ?? EN).anyway]]);
      expect(Object.entries(buttons)).toEqual([
        ['nextStep', (messages ?? EN)['act.chooseInstitution']],
        ['retry', retry],
      ]);
      expect(findPart(page.screen().root, 'retry')?.props['data-quiet']).toBe(true);
      // Another password would not help.
      expect(linksOf(page.connection)).toEqual([url]);
      expect(bank.asked.some((request) => request.endsWith('/credentials'))).toBe(false);
      page.screen().press('nextStep');
      expect(onNextStep.mock.calls[0]?.[0]).toBe('chooseInstitution');

      page.screen().press('retry');
      await page.shows('login');
      void page.connection.submitCredentials(credentials('INVALID'));
      // From now on MX itself says how it is.
      await page.until(
        () =>
          page.screen().title ===
          String((messages ?? EN)['title.credentials']).replace('{bank}', 'MX Bank'),
      );
      await page.shows('login');
    });

    test('says above the form that connecting may fail while the bank is degraded', async () => {
      const bank = await site();
      const page = bank.open(inTrouble('DEGRADED'));
      await page.shows('login');
      const { title, details } = page.screen();
      expect([title, details]).toEqual([
        'Log in to MX Bank',
        ['Connecting to MX Bank may take longer than usual right now, or fail.'],
      ]);
    });

    test('says it above the button for its own page', async () => {
      const bank = await site('mx_bank_oauth');
      const page = bank.open(inTrouble('UNAVAILABLE', { oauth: {} }));
      await page.shows('bank');
      expect(page.screen()).toMatchObject({
        title: 'Continue at MX Bank',
        details: [
          'MX Bank is not available right now.',
          'MX Bank opens in a new window. Log in there, then come back here.',
        ],
      });
    });

    test.each([
      ['OPERATIONAL', true],
      ['SOMETHING_NEW', true],
      ['toString', true],
      ['UNAVAILABLE', false],
    ])('says nothing for %s with showInstitutionStatus: %s', async (status, isShown) => {
      const bank = await site();
      const page = bank.open(inTrouble(status, { showInstitutionStatus: isShown }));
      await page.shows('login');
      expect(page.screen().details).toEqual([]);
    });

    test('asks a person whose member exists nothing, after a reload', async () => {
      const bank = await site();
      const page = bank.open();
      await page.shows('login');
      void page.connection.submitCredentials(credentials('INVALID'));
      await page.until(() => page.screen().title === 'MX Bank did not accept your login');
      page.leave();
      page.connection.dispose();
      const again = bank.open(inTrouble('UNAVAILABLE'));
      await again.shows('login');
      expect(again.screen().title).toBe('MX Bank did not accept your login');
    });
  });

  test('never has its password in a view, a storage, an address, markup or a message between tabs', async () => {
    const bank = await site();
    const told = vi.spyOn(console, 'error').mockReturnValue();
    const page = bank.open();
    await page.shows('login');
    const html = [JSON.stringify(screenOf(page.connection))];
    void page.connection.submitCredentials(credentials(CANARY));
    await pass(60_000, () => page.screen().screen !== 'login');
    html.push(JSON.stringify(screenOf(page.connection)));
    await pass(60_000);
    const left = JSON.stringify([
      page.views,
      html,
      [...bank.storage.items],
      bank.asked,
      told.mock.calls,
    ]);
    expect(left).toContain('attempt-1');
    expect(left).not.toContain('canary');
    expect(left).not.toContain('mxuser');
  });

  test.each(['arrives', 'is lost'])(
    'gets what the page asks for, also after a wrong password, and if the reply to the right one %s',
    async (reply) => {
      const bank = await site();
      const page = bank.open({
        job: 'verify',
        dataRequest: { products: ['account_verification'] },
        metadata: 'ours',
        useCases: ['MONEY_MOVEMENT'],
        backgroundAggregationIsDisabled: true,
      });
      await page.shows('login');
      void page.connection.submitCredentials(credentials('INVALID'));
      await page.until(() => page.screen().title === 'MX Bank did not accept your login');
      await page.shows('login');
      if (reply === 'is lost') bank.losses.push('reply');
      void page.connection.submitCredentials(credentials('correct'));
      await page.until(() => page.screen().title === 'Connected to MX Bank');
      expect(page.screen().view.member?.outcome).toMatchObject({ job: 'verify' });
      const asked = { metadata: 'ours', useCases: ['MONEY_MOVEMENT'] };
      expect(bank.created()).toMatchObject([{ ...asked, backgroundAggregationIsDisabled: true }]);
      const starts = bank.created().flatMap(({ received }) => received.starts);
      expect(starts.filter(({ result }) => result === 'started').map(({ job }) => job)).toEqual([
        'aggregate',
        'aggregate',
        'verify',
      ]);
    },
  );

  test('with a wrong password exists: the form appears again and repairs the same member', async () => {
    const bank = await site();
    const page = bank.open();
    await page.shows('login');
    void page.connection.submitCredentials(credentials('INVALID'));
    await page.until(() => page.screen().title === 'MX Bank did not accept your login');
    await page.shows('login');
    void page.connection.submitCredentials(credentials('correct'));
    await page.until(() => page.screen().title === 'Connected to MX Bank');
    expect(bank.created()).toHaveLength(1);
    expect(bank.logins()).toEqual(['started', 'started']);
  });

  test('that the server holds back leads to the website of the bank, and is sent after a yes', async () => {
    const bank = await site();
    const creations = connectCreations({ url: 'https://app.test', fetch: bank.fetch });
    const create = vi.spyOn(creations, 'create').mockRejectedValueOnce(heldBack('locked'));
    const url = 'https://bank.example/';
    const institution = { code: 'mxbank', name: 'MX Bank', url };
    const page = bank.open({ creations, institution });
    await page.shows('login');
    // Nothing was wrong yet.
    expect(linksOf(page.connection)).toEqual([]);
    await page.connection.submitCredentials(credentials('correct'));
    expect(page.screen()).toMatchObject({
      screen: 'login',
      details: [expect.stringContaining('MX Bank has locked your account.')],
      buttons: { submit: 'Connect', checked: 'It is unlocked: log in' },
    });
    expect([linksOf(page.connection), bank.logins()]).toEqual([[url], []]);
    void page.connection.submitCredentials(credentials('correct'), { isChecked: true });
    await page.until(() => page.screen().title === 'Connected to MX Bank');
    expect(create.mock.lastCall?.[0]).toMatchObject({ confirmed: 'yes-1' });
    expect(bank.logins()).toEqual(['started']);
  });

  test('after too many logins says so, and nothing is sent to the bank', async () => {
    const bank = await site('mxbank', { logins: { perHour: 1 } });
    const page = bank.open();
    await page.shows('login');
    void page.connection.submitCredentials(credentials('INVALID'));
    await page.until(() => page.screen().title === 'MX Bank did not accept your login');
    await page.shows('login');
    void page.connection.submitCredentials(credentials('correct'));
    const tooMany = 'You have tried to log in many times. Please try again later.';
    await page.until(() => page.screen().details.includes(tooMany));
    expect(bank.logins()).toEqual(['started']);
  });

  test('is found if the reply is lost, and the person is not asked again', async () => {
    const bank = await site();
    const page = bank.open();
    await page.shows('login');
    bank.losses.push('reply');
    void page.connection.submitCredentials(credentials('correct'));
    await page.until(() => page.screen().title === 'Connected to MX Bank');
    expect(bank.logins()).toEqual(['started']);
  });

  test('is requested again if the request is lost, and logs in once', async () => {
    const bank = await site();
    const page = bank.open();
    await page.shows('login');
    bank.losses.push('request');
    await page.connection.submitCredentials(credentials('correct'));
    expect(page.screen()).toMatchObject({
      screen: 'login',
      details: ['We could not send your login. Please try again.'],
    });
    void page.connection.submitCredentials(credentials('correct'));
    await page.until(() => page.screen().title === 'Connected to MX Bank');
    expect(bank.logins()).toEqual(['started']);
  });

  test.each([
    ['begins with the button for that page', { oauth: {} }],
    ['shows that button when the form has no fields', {}],
  ])('at a bank with its own page %s, and connects', async (_, options) => {
    const bank = await site('mx_bank_oauth');
    bank.browser.popup = new FakePopup();
    const page = bank.open({ ...options, onNextStep: { chooseInstitution: () => {} } });
    await page.until(() => bank.asked.length > 0);
    await settle();
    expect(page.screen()).toMatchObject({
      screen: 'bank',
      title: 'Continue at MX Bank',
      details: ['MX Bank opens in a new window. Log in there, then come back here.'],
      buttons: { bankLink: 'Go to MX Bank', nextStep: 'Choose another bank' },
    });
    page.connection.openBank();
    await page.until(() => page.screen().view.member?.needs === 'authorization');
    await bank.simulator.fetch(bank.browser.popup.location.href, {
      method: 'POST',
      body: new URLSearchParams({ decision: 'authorize' }),
    });
    const [member] = bank.created();
    bank.browser.message(bank.browser.popup, {
      type: 'oauthComplete/success',
      metadata: { member_guid: member?.guid },
    });
    const said: string[] = [];
    await page.until(() => {
      said.push(...page.screen().details);
      return page.screen().title === 'Connected to MX Bank';
    });
    expect(said).not.toContain('You have connected MX Bank before.');
    expect(bank.created()).toHaveLength(1);
  });

  test('at an institution that MX does not know leads to another bank, and not to another try', async () => {
    const bank = await site('no_bank');
    const page = bank.open({ onNextStep: { chooseInstitution: () => {} } });
    await page.until(() => page.screen().view.login !== null);
    expect(page.screen()).toMatchObject({
      screen: 'ended',
      title: 'We do not know this bank',
      details: ['Choose another bank.'],
      buttons: { nextStep: 'Choose another bank' },
    });
    expect(findPart(page.screen().root, 'nextStep')?.props['data-quiet']).toBeUndefined();
  });

  test('that may be one of two existing members is not logged in, and the page gets both', async () => {
    const bank = await site();
    for (const name of ['one', 'two'])
      await bank.mx.createMember({
        userGuid: bank.userGuid,
        institutionCode: 'mxbank',
        credentials: credentials('correct', name),
      });
    await pass(60_000);
    const before = bank.logins().length;
    const page = bank.open();
    await page.shows('login');
    await page.connection.submitCredentials(credentials('correct', 'one'));
    const { details } = page.screen();
    const given = bank.onConflict.mock.calls[0]?.[0];
    expect([details, given?.length]).toEqual([['You have connected MX Bank before.'], 2]);
    expect(bank.logins()).toHaveLength(before);
  });

  test('can be cancelled: the form closes, and the page can offer another bank', async () => {
    const bank = await site();
    const onNextStep = vi.fn();
    const page = bank.open({ onNextStep });
    await page.shows('login');
    page.connection.cancel();
    expect(page.screen()).toMatchObject({
      screen: 'ended',
      title: 'You canceled',
      details: ['MX Bank is not connected. You can start again.'],
      buttons: { retry: 'Log in', nextStep: 'Choose another bank' },
    });
    expect(page.screen().root.props).toMatchObject({ 'data-tone': 'calm' });
    page.connection.retry();
    await page.shows('login');
    expect(bank.created()).toEqual([]);
  });
});

describe('the form of a new member', () => {
  test('says in its own words which field is empty, sends nothing, and forgets that when it is closed', async () => {
    const bank = await site();
    const page = bank.open();
    await page.shows('login');
    const enter = (password: string) =>
      void page.connection.submitCredentials(credentials(password));
    enter('');
    const problems = () => page.screen().problems;
    expect(problems()).toEqual(['Please fill this in.']);
    const fields = partsOf(elementsOf(page.screen().root), 'field').map(({ props }) => props);
    expect(fields.map((field) => field['aria-invalid'])).toEqual([undefined, 'true']);
    expect(fields.map((field) => field['data-focus'])).toEqual([undefined, true]);
    page.connection.cancel();
    page.connection.retry();
    await page.shows('login');
    expect(problems()).toEqual([]);
    expect(bank.asked.filter((call) => call.startsWith('PUT'))).toEqual([]);

    enter('');
    enter('correct');
    expect(problems()).toEqual([]);
    await page.until(() => page.screen().title === 'Connected to MX Bank');
    expect(bank.logins()).toEqual(['started']);
  });

  test('has the logo and, while it is open, the language of the page', async () => {
    const bank = await site();
    const logo = 'https://logos.example/mxbank.png';
    const page = bank.open({ institution: { code: 'mxbank', name: 'MX Bank', logo } });
    await page.shows('login');
    expect(findPart(page.screen().root, 'logo')?.props.src).toBe(logo);
    const { key } = page.screen();
    page.connection.setMessages(ES_419);
    expect(page.screen()).toMatchObject({ key, title: 'Inicie sesión en MX Bank' });
    page.connection.cancel();
    expect(page.screen()).toMatchObject({
      title: ES_419['title.cancelled'],
      buttons: { retry: ES_419.openLogin },
    });
  });
});

test('a host in the page is refused, because a creation is kept before MX is called', () => {
  const host = createBrowserHost({ port: new Bank() });
  const creations = { create: vi.fn(), read: vi.fn() };
  const options = { host, creations, id: 'a', institution: { code: 'mxbank' } };
  expect(() => createNewConnection({ ...options, access: {} as never })).toThrow(
    /must be a server/,
  );
});
