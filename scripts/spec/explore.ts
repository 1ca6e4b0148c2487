import { ASSIGNS } from '../../packages/machine/src/chart/actions.ts';
import type {
  MemberInput,
  MemberRecord,
  Route,
  StepEvent,
} from '../../packages/machine/src/index.ts';
import { describedMachine } from '../../packages/machine/src/index.ts';
import { onBeginning } from '../../packages/machine/src/memory/memory.ts';
import { flat, MACHINE, type Transition, taken } from './definition.ts';
import type { Line } from './draft.ts';
import { inputOf } from './input.ts';
import { linesOf } from './text/lines.ts';
import { act, after, beginning, happening, type Moment } from './walk.ts';

/** Every place that can be reached, by every kind of event: which paths take which transitions. */

/** What can happen, of every kind that the rules distinguish. Where it leads is not said here. */
const EVENTS: readonly Line[] = [
  'done startJob CONNECTED running',
  'error startJob conflict',
  'error startJob unreachable',
  'error startJob badRequest',
  'elapsed',
  'done readStatus CREATED running',
  'done readStatus CHALLENGED A',
  'done readStatus CHALLENGED B C',
  'done readStatus PENDING idle',
  'done readStatus CONNECTED idle',
  'done readStatus DENIED idle',
  '+2h done readStatus CREATED running',
  'error readStatus unreachable',
  'error readStatus unauthorized',
  'done submitAnswers RESUMED running',
  'error submitAnswers unreachable',
  'error submitAnswers badRequest',
  'error submitAnswers notAllowed',
  'error submitAnswers forbidden',
  'answer A=a',
  'answer A=a prompt=0',
  'answer B=b C=c',
  'hint',
  'cancel',
].flatMap((text) => linesOf(text, new Map()));

/** Members with the same key behave alike in what a path can show. */
const keyOf = ({ state, context }: MemberRecord): string =>
  JSON.stringify([
    state,
    context.verdict.type,
    context.pendingStart,
    context.awaiting,
    context.lastSubmit,
    context.challenges.map(({ guid }) => guid),
    context.answeredGuids,
    context.finding?.rule,
    context.ignoredSince === null,
    context.evidence?.of,
    context.failures > 0,
    context.hint,
  ]);

/** A transition by its place in the machine. */
export const nameOf = ({ from, on, condition, to }: Transition): string =>
  [from, on ?? 'at once', condition ?? '', to ?? 'stays'].join(' | ');

/** All transitions that the machine declares, each guarded branch by itself. */
export const DECLARED: readonly Transition[] = flat(MACHINE).flatMap(
  ({ transitions }) => transitions,
);

/** The transition that is taken at once after a verdict that leads there. */
const decided = (route: Route | null): readonly Transition[] =>
  DECLARED.filter((one) => one.on === null && one.condition === route);

/** Where the verdict leads, of the changes that these transitions make. */
function routeAfter(
  { context }: MemberRecord,
  event: StepEvent,
  transitions: readonly Transition[],
): Route | null {
  const [name] = transitions
    .flatMap(({ actions }) => actions)
    .filter((one): one is keyof typeof ASSIGNS => one in ASSIGNS);
  return name ? ASSIGNS[name]({ context, event }).route : null;
}

/** An event as the machine itself receives it. */
function inner(event: StepEvent, state: string): { readonly type: string } {
  switch (event.type) {
    case 'done':
      return { type: `xstate.done.actor.${event.call}`, ...{ output: event.reading } };
    case 'error':
      return { type: `xstate.error.actor.${event.call}`, ...{ error: event.fault } };
    case 'elapsed':
      return { type: `xstate.after.pollDelay.mxMember.${state}` };
    default:
      return event;
  }
}

/** The transitions that a step takes, one after the other. */
function transitionsOf(record: MemberRecord, event: StepEvent): readonly Transition[] {
  const { state, context } = record;
  const [phase = '', place] = state.split('.');
  const value = place ? { [phase]: place } : phase;
  const first = taken(describedMachine.resolveState({ value, context }), inner(event, state));
  return first[0]?.to === 'deciding'
    ? [...first, ...decided(routeAfter(record, event, first))]
    : first;
}

/** A way through the machine, and the transitions on it. */
export interface Path {
  /** What differs from the usual input. */
  readonly input: Partial<MemberInput>;
  readonly lines: readonly Line[];
  readonly taken: readonly Transition[];
}

interface Node extends Path {
  readonly moment: Moment;
}

/** One step further, if the event has a transition there. */
function onward({ input, moment, lines, taken }: Node, line: Line): Node | null {
  const happened = happening(moment, line);
  if (!happened.event) return null;
  const next = act(happened);
  const further = transitionsOf(moment.record, happened.event);
  if (further.length === 0) return null;
  const { state } = next.record;
  return {
    input,
    moment: after(moment, happened, next),
    lines: [...lines, { ...line, state }],
    taken: [...taken, ...further],
  };
}

/**
 * How members begin, and how many events long their paths are at most: enough to see every way from phase to phase, and, for a user who
 * is at the bank's page, the refusal of a start.
 */
const BEGINNINGS: readonly (readonly [input: Partial<MemberInput>, length: number])[] = [
  [{}, 9],
  [{ job: 'verify', oauth: true }, 4],
];

/** Every kind of path, the short ones first; none goes on from a place that another has come to before. */
function* search(input: Partial<MemberInput>, length: number): Generator<Path> {
  const whole = inputOf(input);
  const { next } = beginning(whole);
  const first = { input, moment: next, lines: [], taken: decided(onBeginning(whole).route) };
  const seen = new Set([keyOf(next.record)]);
  let nodes: readonly Node[] = [first];
  for (let n = 0; n < length; n++) {
    const further: Node[] = [];
    for (const node of nodes)
      for (const line of EVENTS) {
        const found = onward(node, line);
        if (!found) continue;
        yield found;
        const key = keyOf(found.moment.record);
        if (seen.has(key)) continue;
        seen.add(key);
        further.push(found);
      }
    nodes = further;
  }
}

/** All of them. */
export const PATHS: readonly Path[] = BEGINNINGS.flatMap(([input, length]) => [
  ...search(input, length),
]);
