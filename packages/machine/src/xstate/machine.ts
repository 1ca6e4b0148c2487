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
import {
  type Args,
  ASSIGNS,
  type ChartEvent,
  DELAYS,
  EMITS,
  GUARDS,
  outputOf,
} from '../chart/actions.ts';
import { CHART } from '../chart/chart.ts';
import { checkInput } from '../data/check.ts';
import type {
  AnswersRequest,
  Fault,
  MemberContext,
  MemberEmitted,
  MemberEvent,
  MemberInput,
  MemberOutput,
  StampedReading,
  StartRequest,
  StatusRequest,
} from '../data/types.ts';
import { type Decided, onBeginning } from '../memory/memory.ts';
import type { createMemberActors } from './actors.ts';

type Actors = ReturnType<typeof createMemberActors>;

/**
 * The type of {@link memberMachine}, written out. The inferred type would contain the type parameters of the xstate
 * version that it was built with, and their number differs between versions.
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

/**
 * Translates an event of XState for the chart. XState has the result of a call in `output`, and its error in `error`.
 * The error is a fault if it comes from `createMemberActors`.
 */
function translated(event: MemberEvent | { output: unknown } | { error: unknown }): ChartEvent {
  if ('output' in event) return { type: 'done', reading: event.output as StampedReading };
  if (!('error' in event)) return event;
  const fault = Object(event.error) as Partial<Fault>;
  const isStamped = typeof fault.at === 'number' && Boolean(fault.code);
  return { type: 'error', fault: isStamped ? (fault as Fault) : null };
}

/** Converts functions of the chart to functions of XState, each made by `border`. */
const each = <Name extends string, From, To>(
  functions: Readonly<Record<Name, From>>,
  border: (one: From) => To,
) =>
  Object.fromEntries(
    Object.entries<From>(functions).map(([name, one]) => [name, border(one)]),
  ) as Record<Name, To>;

/** The context of the actor: the memory, and where the verdict of this step leads, which a record does not contain. */
type ActorContext = MemberContext & Pick<Args, 'route'>;

const inContext = ({ context, route }: Decided): ActorContext => ({ ...context, route });

/** Lets a function of the chart accept XState's events. */
const atBorder =
  <Result>(run: (args: Args) => Result) =>
  ({ context, event }: { context: ActorContext; event: MemberEvent }): Result =>
    run({ context, event: translated(event), ...(context.route && { route: context.route }) });

const notProvided = () => {
  throw new Error(
    'provide the actors: memberMachine.provide({ actors: createMemberActors(port) })',
  );
};

/**
 * The lifecycle of one MX member, from the start of a job to its outcome. It is the chart of `chart.ts`, run by XState.
 *
 * Provide the actors with `memberMachine.provide({ actors: createMemberActors(port)
 * })`. Its tags are `busy` (MX works) and `needsUser` (MX waits for the user). Use `memberView` to read a snapshot, and `persist` and `restore`
 * to store it.
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
  delays: each(DELAYS, atBorder<number>),
  guards: each(GUARDS, atBorder<boolean>),
  actions: {
    ...each(ASSIGNS, (update) =>
      assign<MemberContext, MemberEvent, undefined, MemberEvent, never>(
        atBorder((args) => inContext(update(args))),
      ),
    ),
    ...each(EMITS, (make) =>
      emit<MemberContext, MemberEvent, undefined, MemberEvent, MemberEmitted>(
        atBorder<MemberEmitted>(make),
      ),
    ),
  },
}).createMachine({
  ...CHART,
  context: ({ input }) => inContext(onBeginning(checkInput(input))),
  output: ({ context }) => outputOf(context),
});
