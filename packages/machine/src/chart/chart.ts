import { ROUTES } from '../rules/routes.ts';
import { answersRequest, startRequest, statusRequest } from './requests.ts';

/**
 * The lifecycle of one MX member as a statechart, in one plain object: XState runs it as an actor, and `compile-chart.ts` runs the
 * same object for `begin` and `step`. Guards, actions and delays are named here; `actions.ts` has them.
 *
 * - Three calls to MX: `startJob`, `readStatus`, `submitAnswers`. At most one stands at a time.
 * - Two waits: `waiting` for the next poll, and `queued` while another job runs.
 * - What a reading or a fault means is one verdict (`judge.ts`), and one table (`routes.ts`) says where it leads. So every
 *   phase polls in the same way, and `deciding` is the only place from which one phase leads to another, but for an answer.
 * - `described.ts` has a sentence for each state and transition.
 * - It ends `connected`, or `failed`: MX reports a reason, refuses a call, a limit has passed, or the host cancels.
 */

/** Polls MX. */
const reading = {
  invoke: {
    id: 'readStatus',
    src: 'readStatus',
    input: statusRequest,
    onDone: { target: '#mxMember.deciding', actions: 'onReading' },
    onError: {
      target: '#mxMember.deciding',
      actions: 'onFault',
    },
  },
  on: {
    'status.changed': {
      guard: 'acceptsHint',
      actions: 'keepHint',
    },
  },
} as const;

/** Waits for the next poll. */
const waiting = {
  after: { pollDelay: { target: 'reading', actions: 'readWhenDue' } },
  on: {
    'status.changed': {
      guard: 'canReadNow',
      target: 'reading',
      actions: 'readOnHint',
    },
  },
} as const;

/** One branch for each route of the table. */
const branches = ROUTES.filter(
  ({ route }, index) => ROUTES.findIndex((row) => row.route === route) === index,
).map(
  ({ route, to, announces }) =>
    ({ guard: route, target: to, ...(announces && { actions: announces }) }) as const,
);

export const CHART = {
  id: 'mxMember',
  initial: 'deciding',

  on: {
    cancel: {
      guard: 'isUnderWay',
      target: '#mxMember.failed',
      actions: 'onCancelled',
    },
    'challenge.answer': {
      guard: 'isUnderWay',
      actions: 'announceRefusal',
    },
  },

  states: {
    deciding: {
      always: branches,
    },

    aggregating: {
      tags: 'busy',
      initial: 'waiting',
      states: {
        starting: {
          invoke: {
            id: 'startJob',
            src: 'startJob',
            input: startRequest,
            onDone: {
              target: 'waiting',
              actions: 'onStarted',
            },
            onError: [
              {
                guard: 'isConflict',
                target: '#mxMember.deciding',
                actions: 'onConflict',
              },
              {
                guard: 'isAway',
                target: '#mxMember.deciding',
                actions: 'onAway',
              },
              {
                target: '#mxMember.deciding',
                actions: 'onStartFault',
              },
            ],
          },
        },
        queued: waiting,
        reading,
        waiting,
      },
    },

    authorizing: {
      tags: 'needsUser',
      initial: 'waiting',
      states: { reading, waiting },
    },

    challenged: {
      tags: 'needsUser',
      initial: 'waiting',
      on: {
        'challenge.answer': [
          {
            guard: 'answersFit',
            target: 'resumed',
            actions: ['onAnswering', 'announceResumed'],
          },
          {
            guard: 'isOfThisPrompt',
            actions: ['onProblems', 'announceProblems'],
          },
        ],
      },
      states: { reading, waiting },
    },

    resumed: {
      tags: 'busy',
      initial: 'submitting',
      states: {
        submitting: {
          invoke: {
            id: 'submitAnswers',
            src: 'submitAnswers',
            input: answersRequest,
            onDone: { target: 'waiting', actions: 'onSubmitted' },
            onError: [
              {
                guard: 'isRefusal',
                target: '#mxMember.deciding',
                actions: ['onAnswersRefused', 'announceProblems'],
              },
              {
                guard: 'isNotExpected',
                target: '#mxMember.deciding',
                actions: 'onAnswersRefused',
              },
              {
                target: '#mxMember.deciding',
                actions: 'onSubmitFault',
              },
            ],
          },
        },
        reading,
        waiting,
      },
    },

    connected: {
      type: 'final',
      entry: 'announceEnd',
    },
    failed: {
      type: 'final',
      entry: 'announceEnd',
    },
  },
} as const;
