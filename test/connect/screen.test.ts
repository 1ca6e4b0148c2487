import { type ConnectionView, type Description, findPart, screenOf } from '@mx-member/connect';
import { ES_419 } from '@mx-member/connect/messages/es-419';
import { FR_CA } from '@mx-member/connect/messages/fr-ca';
import type { CredentialField } from '@mx-member/machine/hosting';
import type { MemberView, Reason } from '@mx-member/machine/step';
import { describe, expect, test, vi } from 'vitest';
import { createEndReporter } from '../../packages/connect/src/screen/ends.ts';
import { shown, textOf } from './support/shown.ts';
import {
  asking,
  connectionWith,
  partsOf,
  screenWith,
  TEXT,
  viewWith,
} from './support/still-screen.ts';

const failed = {
  outcome: 'failed',
  job: null,
  start: null,
  reason: 'unavailable',
  nextStep: 'tryLater',
  connectionStatus: 'FAILED',
  errorCode: null,
  lastFault: null,
  message: '',
  advice: null,
} as const;

const LOGIN: CredentialField = {
  guid: 'CRD-L',
  fieldName: 'LOGIN',
  label: 'Username',
  type: 'LOGIN',
};

const failedView = (reason: Reason, more: Partial<MemberView> = {}): Partial<MemberView> => ({
  state: 'failed',
  busy: false,
  outcome: { ...failed, reason },
  ...more,
});

test('a bank that asks 20,000 questions is shown quickly', () => {
  const challenges = Array.from({ length: 20_000 }, (_, index) => ({
    ...TEXT,
    guid: `CRD-${index}`,
  }));
  const problems = challenges.map(
    ({ guid }) => ({ guid, code: 'empty', message: 'It is empty.' }) as const,
  );
  const from = process.threadCpuUsage();
  const elements = screenWith(viewWith({ ...asking(challenges), problems }));
  expect(partsOf(elements, 'field')).toHaveLength(20_000);
  // With a search for each it takes ten times as long.
  const { user } = process.threadCpuUsage(from);
  expect(user / 1000).toBeLessThan(3_000);
});

describe('the sentences of the screen', () => {
  const said = (view: ConnectionView) => {
    const { title, details } = shown(connectionWith(), { view });
    return [title, ...details];
  };

  test.each([
    ['a job runs', viewWith({}), ['Connecting to MX Bank']],
    ['nothing is known', connectionWith().getServerView(), ['Connecting to MX Bank']],
    [
      'it takes long',
      viewWith({ isSlow: true }),
      ['Connecting to MX Bank', 'This is taking longer than usual. You can leave this page open.'],
    ],
    [
      'MX logs in',
      viewWith({ progress: 'loggingIn' }),
      ['Connecting to MX Bank', 'We are logging in to MX Bank.'],
    ],
    [
      'the bank has accepted the login after an answer, and it takes long',
      viewWith({ state: 'resumed', progress: 'loggedIn', isSlow: true }),
      [
        'Connecting to MX Bank',
        'MX Bank accepted your login. Your data is on its way.',
        'This is taking longer than usual. You can leave this page open.',
      ],
    ],
    [
      'the accounts are there',
      viewWith({ progress: 'accounts' }),
      ['Connecting to MX Bank', 'Your accounts have arrived. The rest is on its way.'],
    ],
    [
      'the transactions are there',
      viewWith({ progress: 'transactions' }),
      ['Connecting to MX Bank', 'Your transactions have arrived. We are almost done.'],
    ],
    [
      'MX is out of reach when the accounts are there',
      viewWith({ progress: 'accounts' }, { warning: 'unreachable' }),
      ['Waiting for MX Bank', 'The connection was interrupted. We will keep trying.'],
    ],
    [
      'MX is down after an answer, so nobody checks it now',
      viewWith({ state: 'resumed', isSlow: true }, { warning: 'unreachable' }),
      ['Waiting for MX Bank', 'The connection was interrupted. We will keep trying.'],
    ],
    [
      'MX shows a refused answer that is not confirmed yet',
      viewWith({
        state: 'resumed',
        status: { name: 'REJECTED', known: true, meaning: 'refused', message: 'Wrong answer.' },
      }),
      ['Checking your answer'],
    ],
    [
      'a question is open but MX has not been polled after a reload',
      viewWith({ ...asking([TEXT]), needs: null, busy: true, challenges: [] }),
      ['Connecting to MX Bank'],
    ],
    [
      'MX’s own sentence is about another status',
      viewWith(
        failedView('cancelled', {
          status: { name: 'CREATED', known: true, meaning: '', message: 'Being set up.' },
        }),
      ),
      ['You canceled', 'MX Bank is not connected. You can start again.'],
    ],
    [
      'MX blocks the bank',
      viewWith(
        failedView('unavailable', {
          outcome: { ...failed, lastFault: { code: 'institutionMaintenance', status: 400, at: 1 } },
        }),
      ),
      ['MX Bank is down for maintenance', 'Please try again later.'],
    ],
    [
      'the browser has no network while MX works',
      viewWith({}, { isOffline: true, warning: 'unreachable' }),
      ['Waiting for MX Bank', 'You are offline. We will go on when you are back online.'],
    ],
    [
      'an answer could not be sent, because the browser has no network',
      viewWith(asking([TEXT]), {
        isOffline: true,
        warning: 'unreachable',
        problems: [{ guid: null, code: 'notYet', message: '' }],
      }),
      ['Answer a question from MX Bank', 'You are offline. Your answer is still here.'],
    ],
    [
      'the person is signed out of the page',
      viewWith({}, { stopped: 'signedOut' }),
      ['You were signed out', 'Sign in again to continue.'],
    ],
    [
      'the host does not go on',
      viewWith({}, { stopped: 'busy' }),
      ['We could not connect to MX Bank', 'Another update is running.'],
    ],
  ])('%s', (_, view, sentences) => {
    expect(said(view)).toEqual(sentences);
  });
});

const connected = viewWith({
  state: 'connected',
  busy: false,
  outcome: {
    outcome: 'connected',
    job: 'aggregate',
    start: 'taken',
    fresh: true,
    evidence: 'stamps',
    reading: { connectionStatus: 'CONNECTED', isBeingAggregated: false, challenges: [], at: 0 },
    message: '',
    advice: null,
  },
});

test.each([
  ['the person has nothing to do, the clock runs', viewWith({}), ['clock', 'cancel']],
  ['a question is open', viewWith(asking([TEXT])), ['form', 'submit', 'cancel']],
  ['a failure can be tried again', viewWith(failedView('unavailable')), ['retry']],
  ['it is connected, nothing is left to do', connected, []],
])('when %s', (_, view, parts) => {
  const elements = screenWith(view);
  const seen = ['clock', 'form', 'submit', 'bankLink', 'retry', 'cancel'].filter(
    (part) => partsOf(elements, part).length > 0,
  );
  expect(seen).toEqual(parts);
});

describe('the controls of the screen', () => {
  test('let a signed-out person sign in, if the page can, before another try', () => {
    const view = viewWith({}, { stopped: 'signedOut' });
    const onNextStep = vi.fn();
    const { buttons, press } = shown(connectionWith({ onNextStep }), { view });
    expect(Object.entries(buttons)).toEqual([
      ['nextStep', 'Sign in'],
      ['retry', 'Try again'],
    ]);
    press('nextStep');
    expect(onNextStep).toHaveBeenCalledWith('signIn', view);
    expect(shown(connectionWith(), { view }).buttons).toEqual({ retry: 'Try again' });
    const later = viewWith(asking([TEXT]), { warning: 'signedOut' });
    expect(shown(connectionWith({ onNextStep }), { view: later }).buttons).toMatchObject({
      nextStep: 'Sign in',
    });
  });

  test('say what has arrived, and "Done" if the page goes on from there', () => {
    const onDone = vi.fn();
    const { buttons, details, press } = shown(connectionWith({ onDone }), { view: connected });
    expect([details, buttons]).toEqual([['Your newest data has arrived.'], { done: 'Done' }]);
    press('done');
    expect(onDone).toHaveBeenCalledWith(connected);
    expect(shown(connectionWith(), { view: connected }).buttons).toEqual({});
    const closed = viewWith(
      failedView('closed', {
        outcome: { ...failed, reason: 'closed', nextStep: 'chooseInstitution' },
      }),
    );
    expect(shown(connectionWith({ onDone }), { view: closed }).buttons).toEqual({ done: 'Done' });
  });

  test.each([
    ['en', undefined, ['Your newest data is now in Budget.', 'We found 3 accounts.'], 'in Budget.'],
    [
      'es-419',
      ES_419,
      ['Sus datos más recientes ya están en Budget.', 'Encontramos 3 cuentas.'],
      'en Budget.',
    ],
    [
      'fr-CA',
      FR_CA,
      [
        'Vos données les plus récentes sont maintenant dans Budget.',
        'Nous avons trouvé 3 comptes.',
      ],
      'dans Budget.',
    ],
  ] as const)('say for whom the data is, and how many accounts: %s', (_, messages, end, about) => {
    const options = { appName: 'Budget', messages };
    const view = { ...connected, accounts: 3 };
    expect(shown(connectionWith(options), { view }).details).toEqual(end);
    const first = viewWith(
      failedView('credentials', {
        outcome: { ...failed, reason: 'credentials', nextStep: 'updateCredentials' },
      }),
      { login: { fields: [LOGIN], problem: null, hold: null } },
    );
    const connection = connectionWith(options);
    const rest = {
      nextStep: null,
      isResting: () => true,
      describe: (_: ConnectionView, own: Description) => ({ ...own, tone: 'begin' as const }),
    };
    const tree = screenOf({ ...connection, rest }, { view: first });
    expect(textOf(findPart(tree, 'about') ?? tree)).toMatch(new RegExp(`${about}$`));
  });

  test('ask once whether to stop while questions are open, and only then', () => {
    const connection = connectionWith();
    const ask = vi.spyOn(connection, 'askToCancel');
    const cancel = vi.spyOn(connection, 'cancel').mockReturnValue();
    shown(connection, { view: viewWith(asking([TEXT])) }).press('cancel');
    expect([ask.mock.calls, cancel.mock.calls]).toEqual([[[true]], []]);
    const { buttons, press } = shown(connection, {
      view: viewWith(asking([TEXT]), { asksToCancel: true }),
    });
    // There is one way back to the question.
    expect(buttons).toEqual({ keep: 'No, go on', cancel: 'Yes, stop' });
    press('keep');
    expect(ask).toHaveBeenLastCalledWith(false);
    press('cancel');
    expect(cancel).toHaveBeenCalledTimes(1);
    shown(connection, { view: viewWith({}) }).press('cancel');
    expect(cancel).toHaveBeenCalledTimes(2);
  });

  test('an open question whether to stop is gone with the next round', async () => {
    const connection = connectionWith();
    connection.askToCancel(true);
    expect(connection.getView().asksToCancel).toBe(true);
    connection.cancel();
    expect(connection.getView().asksToCancel).toBe(false);
  });
});

test('of the instructions of a bank, 20,000 characters are shown, however they are written', () => {
  const refused = viewWith(
    failedView('credentials', {
      outcome: { ...failed, reason: 'credentials', nextStep: 'updateCredentials' },
    }),
    { login: { fields: [LOGIN], problem: null, hold: null } },
  );
  const linesOf = (instructionalText: string) =>
    partsOf(
      screenWith(refused, { institution: { name: 'MX Bank', instructionalText } }),
      'instructions',
    ).map(textOf);
  const from = process.threadCpuUsage();
  const lines = [
    linesOf(`<p>Hello</p>${'x'.repeat(30_000)}`),
    linesOf(`Hello${'<script '.repeat(60_000)}`),
  ];
  const { user } = process.threadCpuUsage(from);
  expect(lines).toEqual([['Hello', 'x'.repeat(20_000 - '<p>Hello</p>'.length)], ['Hello']]);
  // It took a minute of CPU time, at each drawing.
  expect(user / 1000).toBeLessThan(2_000);
});

test('the screen says who gets which data and why before the login, and why a bank asks', () => {
  const connection = connectionWith({ privacyUrl: 'https://app.example/privacy' });
  const aboutIn = (view: ConnectionView) => {
    const node = findPart(shown(connection, { view }).root, 'about');
    return node && textOf(node);
  };
  expect(aboutIn(viewWith(asking([TEXT])))).toContain('make sure that it is you');
  expect(aboutIn(viewWith({ state: 'authorizing', busy: false, needs: 'authorization' }))).toMatch(
    /never see your password\..*How we use your data/,
  );
  expect(aboutIn(viewWith({}))).toBeNull();
});

test('each screen is reported once, with the screen before and its seconds, and without contents', () => {
  vi.useFakeTimers();
  const steps: unknown[] = [];
  const report = createEndReporter();
  let current = viewWith({});
  const connection = { ...connectionWith(), getView: () => current };
  const show = (view: ConnectionView) => {
    current = view;
    report(connection, { onStep: (step) => steps.push(step) });
  };
  show(viewWith({}));
  vi.advanceTimersByTime(2_500);
  show(viewWith({ isSlow: true }));
  show(viewWith(asking([TEXT])));
  expect(steps).toEqual([
    { screen: 'busy', from: null, seconds: 0 },
    { screen: 'questions', from: 'busy', seconds: 2.5 },
  ]);
  vi.useRealTimers();
});
