import type {
  Fault,
  MemberContext,
  MemberEmitted,
  MemberEvent,
  MemberOutput,
  Problem,
  Route,
  StampedReading,
} from '../data/types.ts';
import { keepHint, spendHint, spendKeptHint } from '../memory/hint.ts';
import {
  type Decided,
  onAnswering,
  onCancelled,
  onProblems,
  onReading,
  remember,
} from '../memory/memory.ts';
import { mayHaveArrived } from '../memory/submit.ts';
import { outcomeOf } from '../memory/view.ts';
import { checkAnswers, problem } from '../mx/answers.ts';
import { FAULTS } from '../mx/faults.ts';
import { judgeFault, judgeStartFault } from '../rules/judge-fault.ts';
import { ROUTES } from '../rules/routes.ts';
import { acceptsHint, canReadNow, pollDelay } from '../rules/timing.ts';

/** Everything that the chart refers to by name, as plain functions: guards, assigns, emitted events and the delay. */

/** An event for the chart: an event of `step`, or a translated event of XState. `null` begins a lifecycle. */
export type ChartEvent =
  | MemberEvent
  | { readonly type: 'done'; readonly reading: StampedReading }
  /** `fault` is `null` for an error without a time, which does not come from a port. */
  | { readonly type: 'error'; readonly fault: Fault | null }
  | { readonly type: 'elapsed' }
  | null;

/** The arguments of every function here. */
export interface Args {
  readonly context: MemberContext;
  readonly event: ChartEvent;
  /** Where the verdict of this step leads. Only `deciding` asks. */
  readonly route?: Route | null;
}

// The chart calls each function only for one kind of event, so these casts are safe.
const readingOf = ({ event }: Args) => (event as { reading: StampedReading }).reading;
const faultOf = ({ event }: Args) => (event as { fault: Fault | null }).fault;
const knownFaultOf = ({ event }: Args) => (event as { fault: Fault }).fault;
const answersOf = ({ event }: Args) => (event as { answers?: unknown }).answers;

/** `undefined` for anything that cannot be a prompt. */
function promptOf({ event }: Args): number | undefined {
  const { prompt } = event as { prompt?: unknown };
  return typeof prompt === 'number' && !Number.isNaN(prompt) ? prompt : undefined;
}

/** Whether a prompt is the last one, or one since which only the words of the questions have changed. */
const stands = (given: number | undefined, { promptFrom, prompt }: MemberContext): boolean =>
  given !== undefined && Number.isInteger(given) && given >= promptFrom && given <= prompt;

/** Whether the answers are for a prompt that stands, and MX was polled since a restore. */
const isOfThisPrompt = (args: Args): boolean =>
  stands(promptOf(args), args.context) && args.context.awaiting !== 'recovery';

type Guard = (args: Args) => boolean;

/** One guard for each branch of `deciding`: whether the verdict has led to its route. */
const ROUTE_GUARDS = Object.fromEntries(
  ROUTES.map((row): [Route, Guard] => [row.route, ({ route }) => route === row.route]),
) as Readonly<Record<Route, Guard>>;

export const GUARDS = {
  ...ROUTE_GUARDS,
  isUnderWay: ({ context }: Args) => outcomeOf(context) === null,
  isOfThisPrompt,
  answersFit: (args: Args) =>
    isOfThisPrompt(args) && checkAnswers(args.context, answersOf(args)).length === 0,
  acceptsHint: ({ context }: Args) => acceptsHint(context),
  canReadNow: ({ context }: Args) => canReadNow(context),
  isConflict: (args: Args) => faultOf(args)?.code === 'conflict',
  /** MX does not expect the start, because the user may be at the bank's page. */
  isAway: (args: Args) =>
    args.context.oauth && ['badRequest', 'notAllowed'].includes(faultOf(args)?.code ?? ''),
  isRefusal: (args: Args) => faultOf(args)?.code === 'badRequest',
  isNotExpected: (args: Args) => faultOf(args)?.code === 'notAllowed',
} satisfies Record<string, Guard>;

/** A poll failed, or answers failed fatally. Polling continues until the limit. */
const onFault = (args: Args): Decided => {
  const { context } = args;
  const fault = faultOf(args);
  return remember(context, { type: 'failed', fault, judgement: judgeFault(fault, context) });
};

/** A change of the context that does not decide where the member goes. */
const stays = (context: MemberContext): Decided => ({ context, route: null });

/** Changes of the context. Most of them tell the memory what has happened. */
export const ASSIGNS = {
  onStarted: (args: Args) => remember(args.context, { type: 'started', reading: readingOf(args) }),
  onConflict: (args: Args) =>
    remember(args.context, { type: 'conflict', fault: knownFaultOf(args) }),
  onAway: (args: Args) => remember(args.context, { type: 'away', fault: knownFaultOf(args) }),
  onReading: (args: Args) => onReading(args.context, readingOf(args)),
  // A start that failed is not repeated before a poll, which shows whether it arrived.
  onStartFault: (args: Args) => {
    const { context } = args;
    const fault = faultOf(args);
    const judgement = judgeStartFault(fault, context);
    return remember(context, { type: 'startFailed', fault, judgement });
  },
  onFault,
  onAnswering: ({ context }: Args) => stays(onAnswering(context)),
  onProblems: (args: Args) => stays(onProblems(args.context, answersOf(args))),
  onSubmitted: (args: Args) =>
    remember(args.context, { type: 'submitted', reading: readingOf(args) }),
  onAnswersRefused: (args: Args) =>
    remember(args.context, { type: 'refused', fault: knownFaultOf(args) }),
  // Answers that failed are not repeated either: MX is polled before anything else.
  onSubmitFault: (args: Args) => {
    const fault = faultOf(args);
    return fault === null || (FAULTS[fault.code].endsAfter === 1 && mayHaveArrived(fault))
      ? onFault(args)
      : remember(args.context, { type: 'submitFailed', fault });
  },
  onCancelled: ({ context }: Args) => stays(onCancelled(context)),
  keepHint: ({ context }: Args) => stays(keepHint(context)),
  readOnHint: ({ context }: Args) => stays(spendHint(context)),
  readWhenDue: ({ context }: Args) => stays(spendKeptHint(context)),
} satisfies Record<string, (args: Args) => Decided>;

/** Why answers are not accepted at the moment. */
function refusal(args: Args): readonly Problem[] {
  const given = promptOf(args);
  if (given === undefined) return [problem('malformed', null)];
  // After a restore the last question may still be open. Any other prompt was replaced or answered.
  const mayStand = args.context.phase === 'challenged' && stands(given, args.context);
  return [problem(mayStand ? 'notYet' : 'superseded', null)];
}

/** The emitted events. */
export const EMITS = {
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
} satisfies Record<string, (args: Args) => MemberEmitted>;

/** The output. Only called in the two final states. */
export const outputOf = (context: MemberContext): MemberOutput =>
  outcomeOf(context) as MemberOutput;

export const DELAYS = { pollDelay: ({ context }: Args) => pollDelay(context) };
