import { findPart, screenOf } from '@mx-member/connect';
import { createRepair, healthRow, healthSummary } from '@mx-member/connect/repair';
import { createHost } from '@mx-member/host';
import { connectionHealth } from '@mx-member/machine/health';
import { STATUSES } from '@mx-member/machine/step';
import { createMxSimulator } from '@mx-member/simulator';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';
import { FakePopup, fakeBrowser } from './support/browser.ts';
import { heldBack } from './support/held-back.ts';
import { shown, textOf } from './support/shown.ts';
import { elementsOf, partsOf } from './support/still-screen.ts';

beforeEach(stopTime);
afterEach(() => {
  vi.unstubAllGlobals();
  releaseTime();
});

const INSTITUTION = {
  code: 'mxbank',
  name: 'MX Bank',
  url: 'https://bank.example/',
  forgotPasswordUrl: 'https://bank.example/forgot',
  troubleSigningInUrl: 'javascript:alert(1)',
  instructionalText:
    '<p>Allow <b>third-party</b> access.</p><script>alert(1)</script>Then&nbsp;log in &lt;here&gt;.',
};

/** A member with this status at MX, and its screen. */
async function opened(status: string, institutionStatus?: string) {
  const browser = fakeBrowser({ hasLocks: false });
  const simulator = createMxSimulator({ now: () => Date.now(), challengeLifetime: 86_400_000 });
  const mx = mxOver(simulator.fetch);
  const { userGuid } = await mx.createUser();
  const isOauth = status === 'PENDING';
  const institutionCode = isOauth ? 'mx_bank_oauth' : 'mxbank';
  const password = status === 'CHALLENGED' ? 'simulate:text' : `simulate:${status}`;
  const login = isOauth ? { isOauth } : { credentials: credentials(password) };
  const { member } = await mx.createMember({ userGuid, institutionCode, ...login });
  await pass(20_000);
  const page = await mx.readMember({ member });
  expect(String(page.reading.connectionStatus)).toBe(status);
  const host = Object.assign(await createHost({ port: mx }), {
    oauthWindowUri: mx.oauthWindowUri,
    institutionCredentials: mx.institutionCredentials,
    updateCredentials: mx.updateCredentials,
  });
  const health = connectionHealth(page, Date.now());
  const connection = createRepair({
    host,
    health,
    input: { member, job: 'aggregate' },
    institution: { ...INSTITUTION, code: institutionCode, status: institutionStatus ?? null },
    showInstitutionStatus: institutionStatus !== undefined,
  });
  const starts = () =>
    simulator.bank
      .member(member.memberGuid)
      .received.starts.filter((one) => one.result === 'started').length;
  const first = shown(connection);
  const before = starts();
  connection.subscribe(() => {});
  await pass(10_000);
  return {
    browser,
    simulator,
    connection,
    health,
    host,
    member,
    first,
    /** How many logins the bank has seen since the screen was opened. */
    logins: () => starts() - before,
    api: () => shown(connection),
    outcome: () => connection.getView().member?.outcome,
  };
}

/** The screen of each action, and whether it has a button for another try. */
const SCREENS = {
  answer: ['questions', false],
  enterCredentials: ['login', false],
  openBank: ['bank', false],
  tryAgain: ['ended', true],
  visitInstitution: ['ended', true],
  wait: ['ended', false],
  none: ['ended', false],
  chooseInstitution: ['ended', false],
  contactSupport: ['ended', false],
} as const;

describe.each(Object.keys(STATUSES))('a member that is %s', (status) => {
  test('opens without a login, and says who acts', async () => {
    const { health, api, first, logins, connection } = await opened(status);
    const [screen, canRetry] = SCREENS[health.action];
    expect(api().screen).toBe(screen);
    expect('retry' in api().buttons).toBe(canRetry);
    expect(api().details.join(' ')).toMatch(status === 'CHALLENGED' ? /^$/ : /^[A-Z].*\.$/);
    // A server renders the same, except for the fields of the login form.
    if (health.action !== 'answer') expect(api().title).toBe(first.title);
    if (health.action !== 'answer') expect(api().details[0]).toBe(first.details[0]);
    expect(logins()).toBe(0);
    expect(JSON.stringify(screenOf(connection))).not.toMatch(/javascript:|<script|<b>/);
    connection.dispose();
  });
});

test.each([
  ['DENIED', 'MX Bank did not accept your login', true],
  ['PREVENTED', 'Your login has failed too often', true],
  ['IMPORTED', 'Log in to MX Bank', false],
  ['LOCKED', 'MX Bank has locked your account', false],
  ['EXPIRED', 'The time for your answer ran out', false],
])(
  'a member that is %s has the same words as after an attempt',
  async (status, title, isWarned) => {
    const { api, connection } = await opened(status);
    const warning = 'Another wrong login may lock your account at MX Bank.';
    expect([api().title, api().details.includes(warning)]).toEqual([title, isWarned]);
    connection.dispose();
  },
);

describe('an action of the person', () => {
  test('leads to one login: new credentials', async () => {
    const { connection, logins, outcome, api } = await opened('PREVENTED');
    void connection.submitCredentials(credentials('correct'));
    void connection.submitCredentials(credentials('correct')); // A double click.
    await pass(20_000);
    expect(outcome()?.outcome).toBe('connected');
    expect(api().title).toBe('Connected to MX Bank');
    expect(logins()).toBe(1);
  });

  test('leads to one login: another try', async () => {
    const { connection, logins, outcome, simulator, member, api } = await opened('IMPEDED');
    expect(api().title).toBe('MX Bank needs something from you');
    simulator.bank.updateMember(member.memberGuid, {
      credentials: credentials('correct'),
      skipAggregation: true,
    });
    connection.retry();
    connection.retry(); // A double click.
    await pass(20_000);
    expect(outcome()?.outcome).toBe('connected');
    expect(logins()).toBe(1);
  });

  test('leads to one login: a visit to the page of the bank', async () => {
    const { connection, logins, simulator, browser, outcome } = await opened('PENDING');
    browser.popup = new FakePopup();
    connection.openBank();
    await settle();
    const body = new URLSearchParams({ decision: 'authorize' });
    await simulator.fetch(browser.popup.location.href, { method: 'POST', body });
    await pass(20_000);
    expect(outcome()?.outcome).toBe('connected');
    expect(logins()).toBe(1);
  });

  test('starts nothing if the browser blocks the window, and the screen says so', async () => {
    const { connection, logins, api } = await opened('PENDING');
    connection.openBank();
    await pass(5_000);
    expect(api().details).toEqual([
      expect.stringContaining('did not finish'),
      'Your browser blocked the window. Allow pop-ups for this page, then try again.',
    ]);
    expect(logins()).toBe(0);
  });

  test('shows the form again with a sentence if MX may not have the credentials', async () => {
    const { connection, logins, api, simulator } = await opened('DENIED');
    simulator.faults.add({
      on: 'updateMember',
      times: 1,
      fault: { kind: 'status', status: 503 },
    });
    void connection.submitCredentials(credentials('correct'));
    await settle();
    expect(api().screen).toBe('busy');
    await pass(120_000, () => api().screen === 'login');
    expect(api().title).toBe('MX Bank did not accept your login');
    expect(api().details.at(-1)).toBe('Your last login may not have reached MX Bank.');
    expect(logins()).toBe(0);
  });

  test('leads to one login after a yes, if the server holds the login back', async () => {
    const { connection, logins, outcome, api, host } = await opened('DENIED');
    vi.spyOn(host, 'updateCredentials').mockRejectedValueOnce(heldBack('refusedTwice'));
    await connection.submitCredentials(credentials('correct'));
    expect([api().screen, logins()]).toEqual(['login', 0]);
    expect(api().details).toEqual([expect.stringContaining('Nothing was sent yet.')]);
    expect(api().buttons).toMatchObject({ checked: 'I have checked it: log in' });
    await connection.submitCredentials(credentials('correct'), { isChecked: true });
    expect(vi.mocked(host.updateCredentials).mock.lastCall?.[0]).toMatchObject({
      confirmed: 'yes-1',
    });
    await pass(20_000);
    expect([outcome()?.outcome, logins()]).toEqual(['connected', 1]);
  });

  test('starts no login: the answer to an open question', async () => {
    const { connection, logins, outcome, api } = await opened('CHALLENGED');
    const [question] = api().view.member?.challenges ?? [];
    void connection.answer({
      answers: [{ guid: question?.guid ?? '', value: 'correct' }],
      prompt: connection.getView().member?.prompt ?? 0,
    });
    await pass(20_000);
    expect(outcome()?.outcome).toBe('connected');
    expect(logins()).toBe(0);
  });

  test('begins the next attempt after the end that the host knows', async () => {
    const { connection, host, member, logins, outcome } = await opened('DENIED');
    await host.start({ member, job: null });
    await pass(20_000);
    expect((await host.view(member)).outcome?.outcome).toBe('failed');
    connection.dispose();
    void connection.submitCredentials(credentials('correct'));
    await pass(30_000);
    expect(outcome()?.outcome).toBe('connected');
    expect(logins()).toBe(1);
  });
});

describe('a second screen of a member that the first one has connected', () => {
  async function twice() {
    const first = await opened('DENIED');
    const { host, health, member } = first;
    const second = createRepair({
      host,
      health,
      input: { member, job: 'aggregate' },
      institution: { ...INSTITUTION, code: 'mxbank' },
    });
    second.subscribe(() => {});
    await pass(1_000, () => shown(second).screen === 'login');
    void first.connection.submitCredentials(credentials('correct'));
    await pass(60_000, () => first.outcome()?.outcome === 'connected');
    expect(shown(second).screen).toBe('login');
    return { ...first, second };
  }

  test('shows that when the person comes back to it', async () => {
    const { browser, second, logins } = await twice();
    browser.focus();
    await settle();
    expect([shown(second).title, logins()]).toEqual(['Connected to MX Bank', 1]);
  });

  test('does not send a password that would break it', async () => {
    const { second, logins } = await twice();
    await second.submitCredentials(credentials('INVALID'));
    await pass(60_000);
    expect([shown(second).title, logins()]).toEqual(['Connected to MX Bank', 1]);
    expect(second.getView().isSending).toBe(false);
  });
});

test.each([
  ['DENIED', 'DEGRADED', 'Connecting to MX Bank may take longer than usual right now, or fail.'],
  ['PENDING', 'UNAVAILABLE', 'MX Bank is not available right now.'],
  ['REJECTED', 'MAINTENANCE', 'MX Bank is down for maintenance.'],
  // The person cannot log in, so nothing can fail.
  ['CLOSED', 'MAINTENANCE', undefined],
])(
  'a repair of %s at a bank that is %s says so before the login',
  async (status, state, sentence) => {
    const { connection } = await opened(status, state);
    const { details } = shown(connection);
    expect(details[1]).toBe(sentence);
    connection.dispose();
  },
);

test('a running lifecycle at the host is followed, and an old health does not hide it', async () => {
  const { host, member, connection } = await opened('DENIED');
  await host.start({ member, job: 'aggregate' });
  const health = connection.options.input && connectionHealth(null, Date.now());
  const late = createRepair({ host, health, input: { member, job: 'aggregate' } });
  late.subscribe(() => {});
  await settle();
  expect(late.getView().member?.outcome).toBeNull();
});

test('the screen shows MX’s text as text, and only https links', async () => {
  const { connection } = await opened('DENIED');
  const elements = elementsOf(screenOf(connection));
  expect(partsOf(elements, 'instructions').map(textOf)).toEqual([
    'Allow third-party access.',
    'Then log in <here>.',
  ]);
  expect(partsOf(elements, 'link').map(({ props }) => props.href)).toEqual([
    'https://bank.example/forgot',
    'https://bank.example/',
  ]);
  const visit = await opened('LOCKED');
  const site = findPart(screenOf(visit.connection), 'website');
  expect(site?.props.href).toBe('https://bank.example/');
});

test('a row of a list has a name, the age of the data, one sentence and at most one button', async () => {
  const { health } = await opened('CONNECTED');
  const now = Date.now();
  expect(healthSummary(health, { name: 'MX Bank', now })).toEqual({
    name: 'MX Bank',
    age: 'Last updated this minute.',
    sentence: 'Everything is up to date.',
    action: null,
  });
  const broken = await opened('DENIED');
  const onRepair = vi.fn();
  const row = healthRow(broken.health, { name: 'MX Bank', onRepair });
  const button = row.children.find((child) => typeof child === 'object' && child.tag === 'button');
  expect(button).toMatchObject({ children: ['Log in again'] });
  if (typeof button !== 'object' || typeof button.props.onclick !== 'function') throw new Error();
  button.props.onclick(new Event('click'));
  expect(onRepair).toHaveBeenCalledOnce();
});
