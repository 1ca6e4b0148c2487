import { SEEN_MEANINGS } from '../rules/words.ts';
import { CHART } from './chart.ts';

/**
 * The chart with a sentence for each state and transition, for XState's tools, the specification and the drawings. The
 * sentences are separate because `step` does not need them, so that a page that runs a member by steps does not
 * download them.
 */

/**
 * Sentences for the parts of a chart. A list has one entry for each transition in the list. `{}` stands for no
 * sentence.
 */
type Described<Node> = { readonly description?: string } & {
  readonly [Key in keyof Node]?: Node[Key] extends object ? Described<Node[Key]> : never;
};

const reading = {
  description: 'MX is asked how the member is.',
  invoke: {
    onError: {
      description:
        'Most faults pass: the wait grows until MX answers or the limit is reached. A key, a path or a request that MX refuses ends it.',
    },
  },
  on: {
    'status.changed': {
      description:
        'A hint during a poll may have come too late for this one, so another follows at once.',
    },
  },
};

const waiting = {
  description: 'Nothing is asked of MX until the next poll is due.',
  on: {
    'status.changed': {
      description:
        'A webhook says that something has changed. After a poll made on a hint, others wait until it is due; and so does a confirming poll.',
    },
  },
};

const WORDS: Described<typeof CHART> = {
  description:
    'The lifecycle of one MX member: a job runs, the bank may ask the user, and it ends connected or failed.',
  on: {
    cancel: { description: 'The host gives up. The job at MX goes on without us.' },
    'challenge.answer': {
      description:
        'Answers to an older prompt, or before MX was polled after a restore: they are refused with a reason, and nothing changes.',
    },
  },
  states: {
    deciding: {
      description:
        'The one place where a reading is turned into the next state. It is left at once.',
      always: CHART.states.deciding.always.map(({ guard }) => ({
        description: SEEN_MEANINGS[guard],
      })),
    },
    aggregating: {
      description: 'A job runs at MX and nobody is needed.',
      states: {
        starting: {
          description: 'MX is asked to start the job.',
          invoke: {
            onDone: {
              description:
                'The reply shows the member as it was before: it is what later readings are compared with.',
            },
            onError: [
              { description: '409: a job of another type runs, so ours waits until it ends.' },
              {
                description:
                  'A start is a login at the bank, so it is not repeated blindly: MX is polled first, and shows whether it arrived.',
              },
            ],
          },
        },
        queued: {
          description: 'The start has to wait for the end of another job.',
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
        'CHALLENGED: the bank asks the user. MX is polled on, for the question can expire or be replaced.',
      on: {
        'challenge.answer': [
          {
            description:
              'Every question is answered once. The answers go to MX and are kept nowhere.',
          },
          {
            description: 'Something is missing or wrong: nothing is sent, and the view says what.',
          },
        ],
      },
      states: { reading, waiting },
    },
    resumed: {
      description: 'The question is answered and the job goes on.',
      states: {
        submitting: {
          description: 'MX is given the answers, once. No second answer can be given meanwhile.',
          invoke: {
            onError: [
              {
                description:
                  '400, 422: MX did not take the answers in this form. They come back as a problem, and MX is polled: it may ask something else by now.',
              },
              {
                description:
                  '405: no question stands any more. Somebody else answered, or it expired.',
              },
              {
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
    connected: { description: 'The job has ended well and the data can be read.' },
    failed: {
      description:
        'It ended without a connection; the output says why and what to do. A new attempt is a new actor.',
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

/** {@link CHART} with its sentences. */
export const DESCRIBED_CHART = described(CHART, WORDS);
