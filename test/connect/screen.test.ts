import type { ConnectionView } from '@mx-member/connect';
import type { MemberView, Reason } from '@mx-member/machine/step';
import { describe, expect, test } from 'vitest';
import { shown } from './support/shown.ts';
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
  reason: 'unavailable',
  nextStep: 'tryLater',
  connectionStatus: 'FAILED',
  lastFault: null,
  message: '',
  advice: null,
} as const;

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
      'MX has its own sentence for a failure',
      viewWith(
        failedView('unavailable', {
          status: { name: 'FAILED', known: true, meaning: '', message: 'Come back on Monday.' },
        }),
      ),
      ['We could not connect to MX Bank', 'Come back on Monday.', 'Please try again later.'],
    ],
    [
      'it ended for a reason of our own, which MX’s sentence does not describe',
      viewWith(
        failedView('cancelled', {
          status: { name: 'CREATED', known: true, meaning: '', message: 'Being set up.' },
        }),
      ),
      ['You cancelled', 'MX Bank is not connected.', 'Please try again later.'],
    ],
    [
      'MX blocks the bank, which MX’s sentence about the member does not describe',
      viewWith(
        failedView('unavailable', {
          outcome: { ...failed, lastFault: { code: 'institutionMaintenance', status: 400, at: 1 } },
          status: { name: 'CREATED', known: true, meaning: '', message: 'Being set up.' },
        }),
      ),
      [
        'We could not connect to MX Bank',
        'MX Bank is down for maintenance.',
        'Please try again later.',
      ],
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

test.each([
  ['the person has nothing to do, the clock runs', viewWith({}), ['clock', 'cancel']],
  ['a question is open', viewWith(asking([TEXT])), ['form', 'submit', 'cancel']],
  ['a failure can be tried again', viewWith(failedView('unavailable')), ['retry']],
  [
    'it is connected, nothing is left to do',
    viewWith({
      state: 'connected',
      busy: false,
      outcome: {
        outcome: 'connected',
        fresh: true,
        reading: { connectionStatus: 'CONNECTED', isBeingAggregated: false, challenges: [], at: 0 },
        message: '',
        advice: null,
      },
    }),
    [],
  ],
])('when %s', (_, view, parts) => {
  const elements = screenWith(view);
  const seen = ['clock', 'form', 'submit', 'bankLink', 'retry', 'cancel'].filter(
    (part) => partsOf(elements, part).length > 0,
  );
  expect(seen).toEqual(parts);
});
