import { assign, emit, fromPromise, setup } from 'xstate';
import { checkAnswers, toValues } from './answers.ts';
import {
  beginRound,
  enter,
  isHopeless,
  MOST_STARTS,
  noteAnswerFault,
  noteAnswering,
  noteAnswersRefused,
  noteCancelled,
  noteFatalFault,
  noteReading,
  noteReadingFault,
  noteStarted,
  noteStartFault,
  noteSubmitted,
} from './memory.ts';
import { pollDelay } from './pacing.ts';
import type { AnswersRequest, StartRequest, StatusRequest } from './port.ts';
import { type Route, routeOf } from './route.ts';
import { OWN_ENDS } from './status.ts';
import type {
  Fault,
  FaultCode,
  Job,
  MemberContext,
  MemberEmitted,
  MemberEvent,
  MemberInput,
  MemberOutput,
  Phase,
  StampedReading,
} from './types.ts';
import { isSeenOnce } from './verdict.ts';

/** Everything that `machine.ts` calls by name. The rules themselves are in the pure files; this ties them to XState. */

const notProvided = () => {
  throw new Error(
    'provide the actors: memberMachine.provide({ actors: createMemberActors(port) })',
  );
};

type Args = { readonly context: MemberContext; readonly event: object };

const reading = ({ event }: Args) => (event as { output: StampedReading }).output;

/** The fault of an error event; `null` when it was not stamped, so not made by `createMemberActors`. */
const fault = ({ event }: Args): Fault | null => {
  const { error } = event as { error?: Partial<Fault> | null };
  return typeof error?.at === 'number' && error.code ? (error as Fault) : null;
};

/** The fault of an error event that no `isHopeless` guard has caught. */
const survived = (args: Args) => fault(args) as Fault;

/** Whether answers are meant for the questions as they were asked last. */
const isOfThisAsking = ({ context, event }: Args): boolean => {
  const { asking = context.asking } = event as { asking?: number };
  return asking === context.asking;
};

const answers = ({ event }: Args) => (event as { answers?: unknown }).answers;

/** News is heard, but for news after a look into other news, and where MX has asked to wait. */
const hearsNews = ({ hint, fault }: MemberContext): boolean =>
  hint === 'none' && fault?.code !== 'rateLimited';

/** It is looked into at once, unless a second look is due soon: right after the first it would see the same replica. */
const mayReadNow = (context: MemberContext): boolean =>
  hearsNews(context) && !isSeenOnce(context.verdict);

/** How it ended; called in the two final states only. */
export const outcome = ({ context }: { context: MemberContext }): MemberOutput => {
  const { verdict, reading, fault } = context;
  return verdict.is === 'connected' && reading
    ? { outcome: 'connected', fresh: verdict.fresh, reading }
    : {
        outcome: 'failed',
        ...(verdict.is === 'failed'
          ? { reason: verdict.reason, nextStep: verdict.nextStep }
          : OWN_ENDS.misconfigured),
        connectionStatus: reading?.connectionStatus ?? null,
        trouble: fault,
      };
};

/** What the three calls are asked. */
export const startRequest = ({ context }: Args): StartRequest => ({
  member: context.member,
  // `starting` is entered only for a job.
  job: context.job as Job,
});
export const statusRequest = ({ context }: Args): StatusRequest => ({ member: context.member });

/**
 * The answers go straight from the event to the call. XState keeps a call's input while it runs, persists it and shows
 * it to inspectors, all of which see only enumerable properties: so an answer is not one, unless it is sealed.
 */
export const answersRequest = ({ context, event }: Args): AnswersRequest => {
  const { answers } = event as Extract<MemberEvent, { type: 'challenge.answer' }>;
  const enumerable = answers.every(({ sealed }) => sealed !== undefined);
  const request = { member: context.member };
  return Object.defineProperty(request, 'answers', {
    value: toValues(context.challenges, answers),
    enumerable,
  }) as AnswersRequest;
};

export const memberSetup = setup({
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

  delays: { pollDelay: ({ context }) => pollDelay(context) },

  guards: {
    leadsTo: ({ context }, { route }: { route: Route }) => routeOf(context) === route,
    isOfThisAsking,
    answersFit: (args) =>
      isOfThisAsking(args) && checkAnswers(args.context, answers(args)).length === 0,
    isUnderWay: ({ context }) =>
      context.verdict.is !== 'connected' && context.verdict.is !== 'failed',
    hearsNews: ({ context }) => hearsNews(context),
    mayReadNow: ({ context }) => mayReadNow(context),
    isAnotherJob: ({ context }) => context.pendingStart === 'otherJob',
    mayReadQueued: ({ context }) => context.pendingStart === 'otherJob' && hearsNews(context),
    isHopeless: (args) => isHopeless(fault(args)),
    faultIs: (args, { code }: { code: FaultCode }) => fault(args)?.code === code,
    mayStartAgain: (args) =>
      !isHopeless(fault(args)) && args.context.failedStarts + 1 < MOST_STARTS,
  },

  actions: {
    enter: assign(({ context }, { phase }: { phase: Phase }) => enter(context, phase)),
    beginRound: assign(({ context }) => beginRound(context)),
    beginAnswering: assign(noteAnswering),
    recordProblems: assign((args) => ({ problems: checkAnswers(args.context, answers(args)) })),

    noteStarted: assign((args) => noteStarted(args.context, reading(args))),
    noteReading: assign((args) => noteReading(args.context, reading(args))),
    noteSubmitted: assign((args) => noteSubmitted(args.context, reading(args))),

    noteReadingFault: assign((args) => noteReadingFault(args.context, fault(args))),
    noteStartFault: assign((args) => noteStartFault(args.context, survived(args))),
    noteAnswerFault: assign((args) => noteAnswerFault(args.context, survived(args))),
    noteAnswersRefused: assign((args) => noteAnswersRefused(args.context, survived(args).at)),
    noteFatalFault: assign((args) => noteFatalFault(args.context, fault(args))),
    noteCancelled: assign(noteCancelled),

    readOnHint: assign({ hint: 'used' }),
    keepHint: assign({ hint: 'pending' }),
    // A second look was due anyway, so news is heard in it and after it.
    readWhenDue: assign(({ context: { hint, verdict } }) => ({
      hint: hint === 'pending' && !isSeenOnce(verdict) ? 'used' : 'none',
    })),

    announceChallenges: emit(({ context: { round, asking, challenges } }) => ({
      type: 'challenged',
      round,
      asking,
      challenges,
    })),
    announceProblems: emit(({ context: { asking, problems } }) => ({
      type: 'answer.refused',
      asking,
      problems,
    })),
    announceResumed: emit({ type: 'resumed' }),
    announceEnd: emit((args) => ({ type: 'settled', output: outcome(args) })),
  },
});
