import {
  type AnyActorRef,
  assign,
  emit,
  fromPromise,
  type MetaObject,
  type StateMachine,
  type StateSchema,
  setup,
} from 'xstate';
import { ANNOUNCEMENTS, DELAYS, GUARDS, outputOf, UPDATES } from '../chart/actions.ts';
import { CHART } from '../chart/chart.ts';
import type {
  MemberContext,
  MemberEmitted,
  MemberEvent,
  MemberInput,
  MemberOutput,
  StampedReading,
} from '../data/types.ts';
import { initialContext } from '../memory/memory.ts';
import type { AnswersRequest, StartRequest, StatusRequest } from '../mx/port.ts';
import type { createMemberActors } from './actors.ts';

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

const notProvided = () => {
  throw new Error(
    'provide the actors: memberMachine.provide({ actors: createMemberActors(port) })',
  );
};

/**
 * The lifecycle of one MX member, from the start of a job to its end: the chart of `chart.ts`, run by XState.
 *
 * Provide the actors with `memberMachine.provide({ actors: createMemberActors(port) })`. Tags: `busy` (MX works),
 * `needsUser` (MX waits for the user). Read it with `memberView`, keep it with `persist` and `restore`.
 */
export const memberMachine: MemberMachine = setup({
  types: {
    context: {} as MemberContext,
    events: {} as MemberEvent,
    input: {} as MemberInput,
    output: {} as MemberOutput,
    emitted: {} as MemberEmitted,
    tags: {} as 'busy' | 'needsUser',
  },
  actors: {
    startJob: fromPromise<StampedReading, StartRequest>(notProvided),
    readStatus: fromPromise<StampedReading, StatusRequest>(notProvided),
    submitAnswers: fromPromise<StampedReading, AnswersRequest>(notProvided),
  },
  delays: DELAYS,
  guards: GUARDS,
  actions: {
    onStarted: assign(UPDATES.onStarted),
    onConflict: assign(UPDATES.onConflict),
    onReading: assign(UPDATES.onReading),
    onFault: assign(UPDATES.onFault),
    onAnswering: assign(UPDATES.onAnswering),
    onProblems: assign(UPDATES.onProblems),
    onSubmitted: assign(UPDATES.onSubmitted),
    onAnswersRefused: assign(UPDATES.onAnswersRefused),
    onSubmitFault: assign(UPDATES.onSubmitFault),
    onCancelled: assign(UPDATES.onCancelled),
    keepHint: assign(UPDATES.keepHint),
    readOnHint: assign(UPDATES.readOnHint),
    readWhenDue: assign(UPDATES.readWhenDue),
    announceChallenges: emit(ANNOUNCEMENTS.announceChallenges),
    announceProblems: emit(ANNOUNCEMENTS.announceProblems),
    announceRefusal: emit(ANNOUNCEMENTS.announceRefusal),
    announceResumed: emit(ANNOUNCEMENTS.announceResumed),
    announceEnd: emit(ANNOUNCEMENTS.announceEnd),
  },
}).createMachine({
  ...CHART,
  context: ({ input }) => initialContext(input),
  output: ({ context }) => outputOf(context),
});
