import {
  type MemberContext,
  type MemberRecord,
  memberMachine,
  type StepEvent,
} from '../../packages/machine/src/index.ts';
import { initialContext } from '../../packages/machine/src/input.ts';
import { noteReading, noteReadingFault } from '../../packages/machine/src/memory.ts';
import { routeOf } from '../../packages/machine/src/route.ts';
import { INPUT } from './compile.ts';
import { flat, MACHINE, type Transition, taken, written } from './definition.ts';
import {
  answers,
  cancel,
  challenged,
  elapsed,
  fails,
  idle,
  type Line,
  later,
  news,
  ok,
  running,
  submitted,
} from './script.ts';
import { act, after, beginning, happening, type Moment } from './walk.ts';

/** Every place that can be reached, by every kind of event: which paths take which transitions. */

/** Beyond every deadline, in ms. */
const LATE = 2 * 3_600_000;

/** What can happen, of every kind that the rules tell apart. Where it leads is not said here. */
const EVENTS: readonly Line[] = [
  ok('startJob', running('CONNECTED'), ''),
  fails('startJob', 'conflict', ''),
  fails('startJob', 'unreachable', ''),
  fails('startJob', 'refused', ''),
  elapsed(''),
  ok('readStatus', running('CREATED'), ''),
  ok('readStatus', challenged('A'), ''),
  ok('readStatus', challenged('B', 'C'), ''),
  ok('readStatus', idle('PENDING'), ''),
  ok('readStatus', idle('CONNECTED'), ''),
  ok('readStatus', idle('DENIED'), ''),
  later(LATE, ok('readStatus', running('CREATED'), '')),
  fails('readStatus', 'unreachable', ''),
  fails('readStatus', 'unauthorized', ''),
  submitted(),
  fails('submitAnswers', 'unreachable', ''),
  fails('submitAnswers', 'refused', ''),
  fails('submitAnswers', 'notAllowed', ''),
  fails('submitAnswers', 'forbidden', ''),
  answers({ A: 'a' }),
  answers({ B: 'b', C: 'c' }),
  news(''),
  cancel(''),
];

/** Members with the same key behave alike in what a path can show. */
const keyOf = ({ state, context }: MemberRecord): string =>
  JSON.stringify([
    state,
    context.verdict.is,
    context.pendingStart,
    context.failedStarts,
    context.asked,
    context.accepted,
    context.passedOver,
    Math.min(context.repeats, 2),
    context.seenRunning,
    context.since === null,
    context.failures > 0,
    context.hint,
  ]);

/** A transition by its place in the machine. */
export const nameOf = ({ from, on, condition, to }: Transition): string =>
  [from, on ?? 'at once', condition ? written(condition) : '', to ?? 'stays'].join(' | ');

/** All transitions that the machine declares, each guarded branch by itself. */
export const DECLARED: readonly Transition[] = flat(MACHINE).flatMap(
  ({ transitions }) => transitions,
);

/** The transition that the verdict takes at once. */
const decided = (context: MemberContext): readonly Transition[] =>
  DECLARED.filter((one) => one.on === null && one.condition?.given === routeOf(context));

/** An event as the machine itself is told of it. */
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
function transitionsOf({ state, context }: MemberRecord, event: StepEvent): readonly Transition[] {
  const [phase = '', place] = state.split('.');
  const value = place ? { [phase]: place } : phase;
  const first = taken(memberMachine.resolveState({ value, context }), inner(event, state));
  if (first[0]?.to !== 'deciding') return first;
  const change =
    event.type === 'done'
      ? noteReading(context, event.reading)
      : noteReadingFault(context, event.type === 'error' ? event.fault : null);
  return [...first, ...decided({ ...context, ...change })];
}

/** A way through the machine, and the transitions on it. */
export interface Path {
  readonly lines: readonly Line[];
  readonly taken: readonly Transition[];
}

interface Node extends Path {
  readonly moment: Moment;
}

/** One step further, if the event is heard there. */
function onward({ moment, lines, taken }: Node, line: Line): Node | null {
  const happened = happening(moment, line);
  if (!happened.event) return null;
  const further = transitionsOf(moment.record, happened.event);
  if (further.length === 0) return null;
  const next = act(happened);
  const { state } = next.record;
  return {
    moment: after(moment, happened, next),
    lines: [...lines, { ...line, state }],
    taken: [...taken, ...further],
  };
}

/** So many events long are paths at most: enough to see every way from phase to phase. */
const LENGTH = 8;

/** Every kind of path, the short ones first; none goes on from a place that another has come to before. */
function* search(length: number): Generator<Path> {
  const { next } = beginning(INPUT);
  const first = { moment: next, lines: [], taken: decided(initialContext({ input: INPUT })) };
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
export const PATHS: readonly Path[] = [...search(LENGTH)];
