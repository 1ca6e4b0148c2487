import type {
  Fault,
  MemberContext,
  MemberEmitted,
  MemberOutput,
  Problem,
  Route,
  StampedReading,
} from '../data/types.ts';
import * as updates from '../memory/memory.ts';
import { outcomeOf } from '../memory/view.ts';
import { checkAnswers, problem } from '../mx/answers.ts';
import { acceptsHint, canReadNow, isUnconfirmed, pollDelay } from '../rules/timing.ts';

/** Everything that the chart calls by name, as plain functions. Both evaluators take them from here. */

export interface Args {
  readonly context: MemberContext;
  readonly event: object;
}

const readingOf = ({ event }: Args) => (event as { output: StampedReading }).output;

/** The fault of an error event; `null` when it was not stamped, so not made by `createMemberActors`. */
function faultOf({ event }: Args): Fault | null {
  const { error } = event as { error?: Partial<Fault> | null };
  return typeof error?.at === 'number' && error.code ? (error as Fault) : null;
}

const answersOf = ({ event }: Args) => (event as { answers?: unknown }).answers;

/** `undefined` for what no prompt can be. */
function promptOf({ event }: Args): number | undefined {
  const { prompt } = event as { prompt?: unknown };
  return typeof prompt === 'number' && !Number.isNaN(prompt) ? prompt : undefined;
}

/** Answers to the questions as they were asked last, where MX was polled since a restore. */
const isOfThisPrompt = (args: Args): boolean =>
  promptOf(args) === args.context.prompt && args.context.awaiting !== 'recovery';

export const GUARDS = {
  leadsTo: ({ context }: Args, { route }: { readonly route: Route }) => context.route === route,
  isUnderWay: ({ context }: Args) => outcomeOf(context) === null,
  isOfThisPrompt,
  answersFit: (args: Args) =>
    isOfThisPrompt(args) && checkAnswers(args.context, answersOf(args)).length === 0,
  acceptsHint: ({ context }: Args) => acceptsHint(context),
  canReadNow: ({ context }: Args) => canReadNow(context),
  isConflict: (args: Args) => faultOf(args)?.code === 'conflict',
  isRefusal: (args: Args) => faultOf(args)?.code === 'badRequest',
  isNotExpected: (args: Args) => faultOf(args)?.code === 'notAllowed',
};

const survived = (args: Args) => faultOf(args) as Fault;

/** An update that can change the view. */
const revising =
  (update: (args: Args) => MemberContext) =>
  (args: Args): MemberContext =>
    updates.revised(args.context, update(args));

/** Changes of the context. */
export const UPDATES = {
  onStarted: revising((args) => updates.onStarted(args.context, readingOf(args))),
  onConflict: revising((args) => updates.onConflict(args.context, survived(args))),
  onReading: revising((args) => updates.onReading(args.context, readingOf(args))),
  onFault: revising((args) => updates.onFault(args.context, faultOf(args))),
  onAnswering: revising(({ context }) => updates.onAnswering(context)),
  onProblems: revising((args) => updates.onProblems(args.context, answersOf(args))),
  onSubmitted: revising((args) => updates.onSubmitted(args.context, readingOf(args))),
  onAnswersRefused: revising((args) => updates.onAnswersRefused(args.context, survived(args))),
  onSubmitFault: revising((args) => updates.onSubmitFault(args.context, faultOf(args))),
  onCancelled: revising(({ context }) => updates.onCancelled(context)),
  keepHint: ({ context }: Args): MemberContext => ({ ...context, hint: 'pending' }),
  readOnHint: ({ context }: Args): MemberContext => ({ ...context, hint: 'spent' }),
  // A confirming poll was due anyway, so a hint is accepted in it and after it.
  readWhenDue: ({ context }: Args): MemberContext => ({
    ...context,
    hint: context.hint === 'pending' && !isUnconfirmed(context) ? 'spent' : 'none',
  }),
};

/** Why answers are not accepted now. */
function refusal(args: Args): readonly Problem[] {
  const { phase, prompt } = args.context;
  const given = promptOf(args);
  if (given === undefined) return [problem('malformed', null)];
  // After a restore the last question may still stand; any other prompt is one that was replaced, or is answered.
  const mayStand = phase === 'challenged' && given === prompt;
  return [problem(mayStand ? 'notYet' : 'superseded', null)];
}

/** What is emitted. */
export const ANNOUNCEMENTS = {
  announceChallenges: ({ context: { round, prompt, challenges } }: Args): MemberEmitted => ({
    type: 'challenged',
    round,
    prompt,
    challenges,
  }),
  announceProblems: ({ context: { prompt, problems } }: Args): MemberEmitted => ({
    type: 'answer.refused',
    prompt,
    problems,
  }),
  announceRefusal: (args: Args): MemberEmitted => ({
    type: 'answer.refused',
    prompt: promptOf(args) ?? args.context.prompt,
    problems: refusal(args),
  }),
  announceResumed: (): MemberEmitted => ({ type: 'resumed' }),
  announceEnd: ({ context }: Args): MemberEmitted => ({ type: 'ended', output: outputOf(context) }),
};

/** How it ended; called in the two final states only. */
export const outputOf = (context: MemberContext): MemberOutput =>
  outcomeOf(context) as MemberOutput;

export const DELAYS = { pollDelay: ({ context }: Args) => pollDelay(context) };
