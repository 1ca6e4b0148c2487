import type { Answer, Challenge, MemberId, MemberPort, Reading } from '@mx-member/machine';
import { assign, emit, fromPromise, setup } from 'xstate';

/** A machine with the same states and calls as ours but without the rules. It shows what XState alone costs. */

/** The member, and the port to MX. */
interface Place {
  readonly member: MemberId;
  readonly port: MemberPort;
}

interface Context extends Place {
  readonly reading: Reading | null;
}

const placeOf = ({ context: { member, port } }: { context: Context }): Place => ({
  member,
  port,
});

const bare = setup({
  types: {
    context: {} as Context,
    events: {} as { type: 'challenge.answer'; answers: readonly Answer[] } | { type: 'cancel' },
    input: {} as Place,
    emitted: {} as { type: 'challenged'; challenges: readonly Challenge[] },
    output: {} as string | null,
  },
  actors: {
    startJob: fromPromise<Reading, Place>(({ input: { port, member } }) =>
      port.startJob({ member, job: 'aggregate' }),
    ),
    readStatus: fromPromise<Reading, Place>(({ input: { port, member } }) =>
      port.readStatus({ member }),
    ),
    submitAnswers: fromPromise<Reading, Place & { answers: readonly Answer[] }>(
      ({ input: { port, member, answers } }) => port.submitAnswers({ member, answers }),
    ),
  },
  actions: {
    note: assign({ reading: ({ event }) => (event as unknown as { output: Reading }).output }),
    announce: emit(({ context }) => ({
      type: 'challenged',
      challenges: context.reading?.challenges ?? [],
    })),
  },
  guards: {
    isChallenged: ({ context }) => context.reading?.connectionStatus === 'CHALLENGED',
    isConnected: ({ context: { reading } }) =>
      reading?.connectionStatus === 'CONNECTED' && !reading.isBeingAggregated,
    isFailed: ({ context }) => context.reading?.connectionStatus === 'DENIED',
    isResumed: ({ context }) => context.reading?.connectionStatus === 'RESUMED',
  },
  delays: { pollDelay: 3_000 },
});

const reading = bare.createStateConfig({
  invoke: {
    src: 'readStatus',
    input: placeOf,
    onDone: { target: '#bare.deciding', actions: 'note' },
    onError: 'waiting',
  },
});
const waiting = bare.createStateConfig({ after: { pollDelay: 'reading' } });

export const bareMachine = bare.createMachine({
  id: 'bare',
  context: ({ input }) => ({ ...input, reading: null }),
  output: ({ context }) => context.reading?.connectionStatus ?? null,
  initial: 'aggregating',
  on: { cancel: '.failed' },
  states: {
    aggregating: {
      initial: 'starting',
      states: {
        starting: {
          invoke: {
            src: 'startJob',
            input: placeOf,
            onDone: { target: 'waiting', actions: 'note' },
            onError: '#bare.failed',
          },
        },
        reading,
        waiting,
      },
    },
    challenged: {
      initial: 'waiting',
      on: { 'challenge.answer': 'resumed' },
      states: { reading, waiting },
    },
    resumed: {
      initial: 'submitting',
      states: {
        submitting: {
          invoke: {
            src: 'submitAnswers',
            input: ({ context, event }) => ({
              ...placeOf({ context }),
              answers: event.type === 'challenge.answer' ? event.answers : [],
            }),
            onDone: { target: 'waiting', actions: 'note' },
            onError: 'waiting',
          },
        },
        reading,
        waiting,
      },
    },
    deciding: {
      always: [
        { guard: 'isConnected', target: 'connected' },
        { guard: 'isFailed', target: 'failed' },
        { guard: 'isChallenged', target: 'challenged', actions: 'announce' },
        { guard: 'isResumed', target: 'resumed.waiting' },
        { target: 'aggregating.waiting' },
      ],
    },
    connected: { type: 'final' },
    failed: { type: 'final' },
  },
});
