import {
  type ConnectionOptions,
  type ConnectionView,
  connectView,
  createMemberConnection,
  plain,
  type ScreenNode,
  screenOf,
} from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import type { Challenge, MemberView, Reason } from '@mx-member/machine/step';
import { describe, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { view } from '../support/first-view.ts';

const connectionWith = (options: Partial<ConnectionOptions> = {}) =>
  createMemberConnection({
    host: createBrowserHost({ port: new Bank() }),
    input: { member: memberOf(1), job: 'aggregate' },
    institution: { name: 'MX Bank' },
    ...options,
  });

const viewWith = (
  member: Partial<MemberView>,
  more: Partial<ConnectionView> = {},
): ConnectionView => ({
  ...connectionWith().getServerView(),
  member: view({ since: 0, elapsed: 0, revision: 0, ...member }),
  since: 0,
  ...more,
});

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

const TEXT: Challenge = { guid: 'CRD-1', type: 'TEXT', label: 'Which city?', options: [] };
const TOKEN: Challenge = { guid: 'CRD-2', type: 'TOKEN', label: 'The code?', options: [] };
const OPTIONS: Challenge = {
  guid: 'CRD-3',
  type: 'OPTIONS',
  label: 'Which phone?',
  options: [
    { label: 'Home', value: '1' },
    { label: 'Work', value: '2' },
  ],
};
const IMAGE_DATA: Challenge = {
  guid: 'CRD-4',
  type: 'IMAGE_DATA',
  label: 'What does it say?',
  options: [],
  imageData: 'data:image/png;base64,AA',
};
const IMAGE_OPTIONS: Challenge = {
  guid: 'CRD-5',
  type: 'IMAGE_OPTIONS',
  label: 'Your picture?',
  options: [{ label: 'A cat', value: 'cat', dataUri: 'data:image/png;base64,BB' }],
};
const ALL = [TEXT, TOKEN, OPTIONS, IMAGE_DATA, IMAGE_OPTIONS];
const asking = (challenges: readonly Challenge[]): Partial<MemberView> => ({
  state: 'challenged',
  busy: false,
  needs: 'answers',
  prompt: 1,
  challenges,
});

/** All elements of a screen, from the top. */
const elementsOf = (node: ScreenNode): readonly ScreenNode[] => [
  node,
  ...node.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child))),
];
const screenWith = (view: ConnectionView, options?: Partial<ConnectionOptions>) =>
  elementsOf(screenOf(connectionWith(options), { view }));
const partsOf = (elements: readonly ScreenNode[], part: string) =>
  elements.filter(({ props }) => props['data-part'] === part);

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
    const { title, details } = connectView(connectionWith(), plain, { view });
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

describe('questions of all five types at once', () => {
  const elements = screenWith(viewWith(asking(ALL)));
  const fields = partsOf(elements, 'field');

  test('each has its own field or choice, named by its guid', () => {
    const names = elements
      .filter(({ tag }) => tag === 'input')
      .map(({ props }) => props['data-guid']);
    expect(names).toEqual(['CRD-1', 'CRD-2', 'CRD-3', 'CRD-3', 'CRD-4', 'CRD-5']);
  });

  test('a code has a plain field, because it may contain letters', () => {
    expect(fields.map(({ props }) => [props.type, props.autocomplete, props.inputmode])).toEqual([
      ['text', 'one-time-code', undefined],
      ['text', 'one-time-code', undefined],
      ['text', 'off', undefined],
    ]);
    expect(fields.map(({ props }) => props.enterkeyhint)).toEqual(['next', 'next', 'next']);
  });

  test('every field has its label, and every id is unique', () => {
    const ids = elements.map(({ props }) => props.id).filter((id) => id !== undefined);
    expect(ids).toEqual([...new Set(ids)]);
    const labelled = elements.filter(({ tag }) => tag === 'label').map(({ props }) => props.for);
    const inputs = elements.filter(({ tag }) => tag === 'input').map(({ props }) => props.id);
    expect(labelled).toEqual(inputs);
    for (const { props } of elements.filter(({ tag }) => tag === 'fieldset'))
      expect(ids).toContain(props['aria-labelledby']);
  });

  test('only the first field gets the focus', () => {
    const marked = elements.filter(({ props }) => props['data-focus']);
    expect(marked.map(({ props }) => props['data-guid'])).toEqual(['CRD-1']);
  });

  test('pictures are shown if their data is a picture', () => {
    expect(partsOf(elements, 'picture').map(({ props }) => [props.src, props.alt])).toEqual([
      ['data:image/png;base64,AA', 'The picture for this question'],
      ['data:image/png;base64,BB', ''],
    ]);
    const strange = { ...IMAGE_DATA, imageData: 'https://evil.example/pixel.png' };
    expect(partsOf(screenWith(viewWith(asking([strange]))), 'picture')).toEqual([]);
  });

  test('the title has the number of questions', () => {
    const { title } = connectView(connectionWith(), plain, { view: viewWith(asking(ALL)) });
    expect(title).toBe('Answer 5 questions from MX Bank');
  });
});

describe('a problem with the answers', () => {
  const problems = [
    { guid: 'CRD-2', code: 'empty', message: '' },
    { guid: 'CRD-3', code: 'missing', message: '' },
  ] as const;
  const elements = screenWith(viewWith(asking(ALL), { problems }));

  test('is shown at its field, which refers to it; other fields show none', () => {
    const texts = partsOf(elements, 'problem').map(({ children }) => children[0]);
    expect(texts).toEqual(['Please enter an answer.', 'Please answer this question.']);
    const ids = partsOf(elements, 'problem').map(({ props }) => props.id);
    const invalid = elements.filter(({ props }) => props['aria-invalid'] === 'true');
    expect(invalid.map(({ props }) => props['aria-describedby'])).toEqual(ids);
    expect(invalid.map(({ tag }) => tag)).toEqual(['input', 'fieldset']);
  });

  test('moves the focus to the first problem', () => {
    const marked = elements.filter(({ props }) => props['data-focus']);
    expect(marked.map(({ props }) => props['data-guid'])).toEqual(['CRD-2']);
  });

  test('is announced by the live region in other words, so that nothing is said twice', () => {
    const details = partsOf(elements, 'detail').map(({ children }) => children[0]);
    expect(details).toEqual(['Please check what you entered.']);
  });

  test('disappears while new answers are sent, so that it is announced again if it comes back', () => {
    const sending = viewWith({ ...asking(ALL), problems }, { problems, isSending: true });
    const { details, problemOf, challenges } = connectView(connectionWith(), plain, {
      view: sending,
    });
    expect([details, challenges.map(problemOf)]).toEqual([[], ALL.map(() => null)]);
  });

  test('is announced by the live region if it is about all answers', () => {
    const general = [{ guid: null, code: 'notYet', message: '' }] as const;
    const { details } = connectView(connectionWith(), plain, {
      view: viewWith(asking([TEXT]), { problems: general, warning: 'unreachable' }),
    });
    expect(details).toEqual(['We could not take your answer. Please try again.']);
  });
});

test('a new prompt makes a new form, with empty fields; a poll does not', () => {
  const keyOf = (view: ConnectionView) => {
    const form = screenWith(view).find(({ tag }) => tag === 'form');
    return form?.key;
  };
  const view = viewWith(asking([TEXT]));
  expect(keyOf(view)).toBe(keyOf(viewWith({ ...asking([TEXT]), revision: 9 })));
  expect(keyOf(view)).not.toBe(keyOf(viewWith({ ...asking([TEXT]), prompt: 2 })));
  expect(keyOf(view)).not.toBe(keyOf({ ...view, attempt: 2 }));
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
  const shown = ['clock', 'form', 'submit', 'bankLink', 'retry', 'cancel'].filter(
    (part) => partsOf(elements, part).length > 0,
  );
  expect(shown).toEqual(parts);
});
