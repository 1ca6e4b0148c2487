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
 * - It ends `connected`, or `failed`: MX reports a reason, refuses a call, a limit has passed, or the host cancels.
 */

/** Ask MX how the member is. */
const reading = {
  description: 'MX is asked how the member is.',
  invoke: {
    id: 'readStatus',
    src: 'readStatus',
    input: statusRequest,
    onDone: { target: '#mxMember.deciding', actions: 'onReading' },
    onError: {
      target: '#mxMember.deciding',
      actions: 'onFault',
      description:
        'Most faults pass: the wait grows until MX answers or the limit is reached. A key, a path or a request that MX refuses ends it.',
    },
  },
  on: {
    'status.changed': {
      guard: 'acceptsHint',
      actions: 'keepHint',
      description:
        'A hint during a poll may have come too late for this one, so another follows at once.',
    },
  },
} as const;

/** Wait for the next poll. */
const waiting = {
  description: 'Nothing is asked of MX until the next poll is due.',
  after: { pollDelay: { target: 'reading', actions: 'readWhenDue' } },
  on: {
    'status.changed': {
      guard: 'canReadNow',
      target: 'reading',
      actions: 'readOnHint',
      description:
        'A webhook says that something has changed. After a poll made on a hint, others wait until it is due; and so does a confirming poll.',
    },
  },
} as const;

/** One branch for each route of the table. */
const branches = ROUTES.filter(
  ({ route }, index) => ROUTES.findIndex((row) => row.route === route) === index,
).map(
  ({ seen, to, announces, description }) =>
    ({
      guard: seen,
      target: to,
      ...(announces && { actions: announces }),
      description,
    }) as const,
);

export const CHART = {
  id: 'mxMember',
  description:
    'The lifecycle of one MX member: a job runs, the bank may ask the user, and it ends connected or failed.',
  initial: 'deciding',

  on: {
    cancel: {
      guard: 'isUnderWay',
      target: '#mxMember.failed',
      actions: 'onCancelled',
      description: 'The host gives up. The job at MX goes on without us.',
    },
    'challenge.answer': {
      guard: 'isUnderWay',
      actions: 'announceRefusal',
      description:
        'Answers to an older prompt, or before MX was polled after a restore: they are refused with a reason, and nothing changes.',
    },
  },

  states: {
    deciding: {
      description:
        'The one place where a reading is turned into the next state. It is left at once.',
      always: branches,
    },

    aggregating: {
      description: 'A job runs at MX and nobody is needed.',
      tags: 'busy',
      initial: 'waiting',
      states: {
        starting: {
          description: 'MX is asked to start the job.',
          invoke: {
            id: 'startJob',
            src: 'startJob',
            input: startRequest,
            onDone: {
              target: 'waiting',
              actions: 'onStarted',
              description:
                'The reply shows the member as it was before: it is what later readings are compared with.',
            },
            onError: [
              {
                guard: 'isConflict',
                target: '#mxMember.deciding',
                actions: 'onConflict',
                description: '409: a job of another type runs, so ours waits until it ends.',
              },
              {
                target: '#mxMember.deciding',
                actions: 'onStartFault',
                description:
                  'A start is a login at the bank, so it is not repeated blindly: MX is polled first, and shows whether it arrived.',
              },
            ],
          },
        },
        queued: {
          description: 'The start has to wait for the end of another job.',
          after: { pollDelay: { target: 'reading', actions: 'readWhenDue' } },
          on: {
            'status.changed': {
              guard: 'canReadNow',
              target: 'reading',
              actions: 'readOnHint',
              description: 'The other job may have ended.',
            },
          },
        },
        reading,
        waiting,
      },
    },

    authorizing: {
      description: "PENDING: the user is at the bank's own OAuth page.",
      tags: 'needsUser',
      initial: 'waiting',
      states: { reading, waiting },
    },

    challenged: {
      description:
        'CHALLENGED: the bank asks the user. MX is polled on, for the question can expire or be replaced.',
      tags: 'needsUser',
      initial: 'waiting',
      on: {
        'challenge.answer': [
          {
            guard: 'answersFit',
            target: 'resumed',
            actions: ['onAnswering', 'announceResumed'],
            description:
              'Every question is answered once. The answers go to MX and are kept nowhere.',
          },
          {
            guard: 'isOfThisPrompt',
            actions: ['onProblems', 'announceProblems'],
            description: 'Something is missing or wrong: nothing is sent, and the view says what.',
          },
        ],
      },
      states: { reading, waiting },
    },

    resumed: {
      description: 'The question is answered and the job goes on.',
      tags: 'busy',
      initial: 'submitting',
      states: {
        submitting: {
          description: 'MX is given the answers, once. No second answer can be given meanwhile.',
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
                description:
                  '400, 422: MX did not take the answers in this form. They come back as a problem, and MX is polled: it may ask something else by now.',
              },
              {
                guard: 'isNotExpected',
                target: '#mxMember.deciding',
                actions: 'onAnswersRefused',
                description:
                  '405: no question stands any more. Somebody else answered, or it expired.',
              },
              {
                target: '#mxMember.deciding',
                actions: 'onSubmitFault',
                description:
                  'The answers may have arrived, so they are not sent again: MX is polled, and if it still asks the same, a person decides.',
              },
            ],
          },
        },
        reading,
        waiting,
      },
    },

    connected: {
      description: 'The job has ended well and the data can be read.',
      type: 'final',
      entry: 'announceEnd',
    },
    failed: {
      description:
        'It ended without a connection; the output says why and what to do. A new attempt is a new actor.',
      type: 'final',
      entry: 'announceEnd',
    },
  },
} as const;
