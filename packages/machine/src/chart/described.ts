import { ROUTE_MEANINGS } from '../rules/words.ts';
import { CHART } from './chart.ts';

/**
 * A sentence for each state and transition of the chart, for the inspector, the specification and the drawings. They are
 * separate because no rule needs them: a page that runs a member does not download them.
 */

/**
 * Sentences for the parts of a chart. A list has one entry for each transition in the list. `{}` stands for no
 * sentence.
 */
type Described<Node> = { readonly description?: string } & {
  readonly [Key in keyof Node]?: Node[Key] extends object ? Described<Node[Key]> : never;
};

const reading = {
  description: 'The machine asks MX for the status of the member.',
  invoke: {
    onDone: { description: 'A reading arrives. What it means decides where it leads.' },
    onError: {
      description:
        'Most faults pass: the wait grows until MX answers or a limit passes. A key, a path or a request that MX refuses ends the lifecycle.',
    },
  },
  on: {
    'status.changed': {
      description:
        'A hint arrives during a poll. The poll may have missed the change, so another poll follows at once.',
    },
  },
};

const waiting = {
  description: 'The machine waits until the next poll is due.',
  after: { pollDelay: { description: 'The next poll is due.' } },
  on: {
    'status.changed': {
      description:
        'A webhook says that something has changed, so the machine polls early. It does not poll early twice in a row, or before a confirming poll is due.',
    },
  },
};

const WORDS: Described<typeof CHART> = {
  description:
    'The lifecycle of one MX member: a job runs, the bank may ask the user questions, and the lifecycle ends as connected or failed.',
  on: {
    cancel: { description: 'The host gives up. The job continues at MX.' },
    'challenge.answer': {
      description:
        'Answers to an older prompt, or answers before the first poll after a restore, are refused with a reason. Nothing changes.',
    },
  },
  states: {
    deciding: {
      description:
        'The only state that chooses the next state from a reading. The machine leaves it at once.',
      always: CHART.states.deciding.always.map(({ guard }) => ({
        description: ROUTE_MEANINGS[guard],
      })),
    },
    aggregating: {
      description: 'A job runs at MX, and the user has nothing to do.',
      states: {
        starting: {
          description: 'The machine asks MX to start the job.',
          invoke: {
            onDone: {
              description:
                'The reply shows the member before the job. Later readings are compared with it.',
            },
            onError: [
              { description: '409: a job of another type runs, so our job waits until it ends.' },
              {
                description:
                  "400 or 405: MX does not expect the start, because the user may still be at the bank's own page.",
              },
              {
                description:
                  'A start is a login at the bank, so it is not repeated blindly. A poll first shows whether the start arrived.',
              },
            ],
          },
        },
        queued: {
          description: 'Our start waits for the end of another job.',
          after: { pollDelay: { description: 'A poll shows whether the other job has ended.' } },
          on: { 'status.changed': { description: 'The other job may have ended.' } },
        },
        reading,
        waiting,
      },
    },
    authorizing: {
      description: "PENDING: the user is at the bank's own OAuth page.",
      states: { reading, waiting },
    },
    challenged: {
      description:
        'CHALLENGED: the bank asks the user. Polls continue, because the question can expire or change.',
      on: {
        'challenge.answer': [
          {
            description: 'Every question has one answer. The answers go to MX and are not stored.',
          },
          {
            description:
              'An answer is missing or wrong. Nothing is sent, and the view says what is wrong.',
          },
        ],
      },
      states: { reading, waiting },
    },
    resumed: {
      description: 'The question is answered, and the job continues.',
      states: {
        submitting: {
          description:
            'The machine sends the answers to MX, once. Until MX replies, no other answers are accepted.',
          invoke: {
            onDone: { description: 'MX accepted the answers, and the job continues.' },
            onError: [
              {
                description:
                  '400, 422: MX did not accept the answers in this form. The user sees a problem, and the machine polls, because MX may ask something else by now.',
              },
              {
                description:
                  '405: MX no longer has an open question. Somebody else answered it, or it expired.',
              },
              {
                description:
                  'The answers may have arrived, so they are not sent again. The machine polls, and if MX still asks the same question, the user decides.',
              },
            ],
          },
        },
        reading,
        waiting,
      },
    },
    connected: { description: 'The job has ended well, and the data can be read.' },
    failed: {
      description:
        'It ended without a connection. The output says why, and what to do. A new attempt is a new actor.',
    },
  },
};

/** A copy of a part of the chart with its sentences. */
function described<Node>(node: Node, words: unknown): Node {
  if (typeof node !== 'object' || node === null || words === undefined) return node;
  const sentences = words as Readonly<Record<string, unknown>>;
  const parts = Object.entries(node).map(([key, part]) => [key, described(part, sentences[key])]);
  if (Array.isArray(node)) return parts.map(([, part]) => part) as Node;
  const { description } = sentences;
  return { ...(description !== undefined && { description }), ...Object.fromEntries(parts) };
}

/** The chart, or its JSON, with a sentence for each state and transition. */
export const describeChart = <Chart>(chart: Chart): Chart => described(chart, WORDS);
