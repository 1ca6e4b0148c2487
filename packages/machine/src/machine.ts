import type { AnyActorRef, MetaObject, StateMachine, StateSchema } from 'xstate';
import {
  answersRequest,
  memberSetup,
  outcome,
  startRequest,
  statusRequest,
} from './implementation.ts';
import { initialContext } from './input.ts';
import type { createMemberActors } from './port.ts';
import type { Route } from './route.ts';
import type {
  MemberContext,
  MemberEmitted,
  MemberEvent,
  MemberInput,
  MemberOutput,
  Phase,
} from './types.ts';

type Actors = ReturnType<typeof createMemberActors>;

/**
 * The type of {@link memberMachine}, written out: what TypeScript would infer names its parameters as the xstate does that
 * it was built with, and their number differs between versions.
 */
type MemberMachine = StateMachine<
  MemberContext,
  MemberEvent,
  Record<string, AnyActorRef | undefined>,
  { [Src in keyof Actors]: { src: Src; logic: Actors[Src]; id: string | undefined } }[keyof Actors],
  never,
  never,
  never,
  | 'deciding'
  | 'connected'
  | 'failed'
  | { aggregating: 'starting' | 'queued' | 'reading' | 'waiting' }
  | { authorizing: 'reading' | 'waiting' }
  | { challenged: 'reading' | 'waiting' }
  | { resumed: 'submitting' | 'reading' | 'waiting' },
  'busy' | 'needsUser',
  MemberInput,
  MemberOutput,
  MemberEmitted,
  MetaObject,
  StateSchema
>;

/** Where the verdict on the last reading leads. */
const leadsTo = (route: Route) => ({ type: 'leadsTo', params: { route } }) as const;
const enter = (phase: Phase) => ({ type: 'enter', params: { phase } }) as const;

/** Ask MX how the member is. Every phase has this state; where the answer leads is written once, in `deciding`. */
const reading = memberSetup.createStateConfig({
  description: 'MX is asked how the member is.',
  invoke: {
    id: 'readStatus',
    src: 'readStatus',
    input: statusRequest,
    onDone: { target: '#mxMember.deciding', actions: 'noteReading' },
    onError: {
      target: '#mxMember.deciding',
      actions: 'noteReadingFault',
      description:
        'A failed reading is no outcome. The wait grows until MX answers or the deadline ends it.',
    },
  },
  on: {
    'status.changed': {
      guard: 'hearsNews',
      actions: 'keepHint',
      description:
        'News during a reading: it may have come too late for this one, so another follows at once.',
    },
  },
});

/** Wait for the next reading. */
const waiting = memberSetup.createStateConfig({
  description: 'Nothing is asked of MX until the next reading is due.',
  after: { pollDelay: { target: 'reading', actions: 'readWhenDue' } },
  on: {
    'status.changed': {
      guard: 'mayReadNow',
      target: 'reading',
      actions: 'readOnHint',
      description:
        'A webhook says that there is news. After a reading made for one, others wait until it is due; and so does a second look.',
    },
  },
});

/**
 * The lifecycle of one MX member, from the start of a job to its end.
 *
 * Provide the actors with `memberMachine.provide({ actors: createMemberActors(port) })`. Tags: `busy` (MX works),
 * `needsUser` (MX waits for the user). Read it with `memberView`, keep it with `persist` and `restore`.
 */
export const memberMachine: MemberMachine = memberSetup.createMachine({
  id: 'mxMember',
  description:
    'The lifecycle of one MX member: a job runs, the bank may ask the user, and it ends connected or failed.',
  context: initialContext,
  output: outcome,
  initial: 'deciding',

  on: {
    cancel: {
      guard: 'isUnderWay',
      target: '.failed',
      actions: 'noteCancelled',
      description: 'The host gives up. The job at MX goes on without us.',
    },
  },

  states: {
    aggregating: {
      description: 'A job runs at MX and nobody is needed.',
      tags: 'busy',
      entry: enter('aggregating'),
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
              actions: 'noteStarted',
              description:
                'The answer shows the member as it was before: it is what later readings are compared with.',
            },
            onError: [
              {
                guard: { type: 'faultIs', params: { code: 'conflict' } },
                target: 'queued',
                actions: 'noteStartFault',
                description: '409: a job of another type runs.',
              },
              {
                guard: 'mayStartAgain',
                target: 'queued',
                actions: 'noteStartFault',
                description:
                  'Starting the same job twice is a no-op at MX, so it is tried again, a few times.',
              },
              {
                target: '#mxMember.failed',
                actions: 'noteFatalFault',
                description:
                  'MX refuses the job, the key or the member, or could not be reached so often.',
              },
            ],
          },
        },
        queued: {
          description:
            'The start has to wait: for the end of another job, or for MX to be reachable.',
          after: {
            pollDelay: [
              { guard: 'isAnotherJob', target: 'reading', actions: 'readWhenDue' },
              { target: 'starting', description: 'MX could not be reached: try again.' },
            ],
          },
          on: {
            'status.changed': {
              guard: 'mayReadQueued',
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
      entry: enter('authorizing'),
      initial: 'waiting',
      states: { reading, waiting },
    },

    challenged: {
      description:
        'CHALLENGED: the bank asks the user. MX is read on, for the question can expire or be replaced.',
      tags: 'needsUser',
      entry: enter('challenged'),
      initial: 'waiting',
      on: {
        'challenge.answer': [
          {
            guard: 'answersFit',
            target: 'resumed',
            actions: ['beginAnswering', 'announceResumed'],
            description:
              'Every question is answered once. The answers go to MX and are kept nowhere.',
          },
          {
            guard: 'isOfThisAsking',
            actions: ['recordProblems', 'announceProblems'],
            description:
              'Something is missing or wrong: nothing is sent, and the user is told what. Answers to an asking before are not even heard.',
          },
        ],
      },
      states: { reading, waiting },
    },

    resumed: {
      description: 'The question is answered and the job goes on.',
      tags: 'busy',
      entry: enter('resumed'),
      initial: 'submitting',
      states: {
        submitting: {
          description: 'MX is given the answers, once. No second answer can be given meanwhile.',
          invoke: {
            id: 'submitAnswers',
            src: 'submitAnswers',
            input: answersRequest,
            onDone: { target: 'waiting', actions: 'noteSubmitted' },
            onError: [
              {
                guard: { type: 'faultIs', params: { code: 'refused' } },
                target: '#mxMember.challenged.reading',
                actions: ['noteAnswersRefused', 'announceProblems'],
                description:
                  '400, 422: MX did not take the answers in this form. They come back as a problem, and MX is read: it may ask something else by now.',
              },
              {
                guard: { type: 'faultIs', params: { code: 'notAllowed' } },
                target: 'reading',
                actions: 'noteAnswerFault',
                description:
                  '405: no question stands any more. Somebody else answered, or it expired.',
              },
              { guard: 'isHopeless', target: '#mxMember.failed', actions: 'noteFatalFault' },
              {
                target: 'waiting',
                actions: 'noteAnswerFault',
                description:
                  'The reply is lost. The answers may have arrived, so they are not sent again: MX is read, and if it still asks the same, a person decides.',
              },
            ],
          },
        },
        reading,
        waiting,
      },
    },

    deciding: {
      description:
        'The one place where a reading is turned into the next state. It is left at once.',
      always: [
        { guard: leadsTo('connected'), target: 'connected' },
        { guard: leadsTo('failed'), target: 'failed' },
        {
          guard: leadsTo('starting'),
          target: 'aggregating.starting',
          description: 'Nothing runs, and our job is still to be started.',
        },
        {
          guard: leadsTo('queued'),
          target: 'aggregating.queued',
          description: 'Our job waits until the other one ends.',
        },
        { guard: leadsTo('aggregating'), target: 'aggregating.waiting' },
        { guard: leadsTo('authorizing'), target: 'authorizing' },
        {
          guard: leadsTo('challenged'),
          target: 'challenged',
          actions: ['beginRound', 'announceChallenges'],
          description:
            'A new question, the first or the next of many; or the old one, when the answer did not arrive.',
        },
        {
          guard: leadsTo('stillChallenged'),
          target: 'challenged',
          description: 'The same question still stands.',
        },
        {
          guard: leadsTo('answeredElsewhere'),
          target: 'resumed.waiting',
          actions: 'announceResumed',
          description: 'The job goes on although we sent no answer: somebody else did.',
        },
        { guard: leadsTo('resumed'), target: 'resumed.waiting' },
      ],
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
});
