import { type MemberInput, type MemberRecord, memberMachine, type Step } from '@mx-member/machine';
import {
  type AnyEventObject,
  type ExecutableActionsFrom,
  initialTransition,
  type StateValue,
  transition,
} from 'xstate';
import { begin, stepUnchecked } from '../../packages/machine/src/chart/step.ts';
import type { Effect, StepEvent } from '../../packages/machine/src/data/types.ts';
import { heard, VECTORS } from './vectors.ts';

/** Both evaluators of the chart, side by side: XState's pure functions, and `evaluate.ts` with its table. */

/** The functions under test, or functions with a deliberate mistake. */
export interface Evaluator {
  readonly begin: (input: MemberInput) => Step;
  readonly stepUnchecked: (record: MemberRecord, event: StepEvent) => Step;
}

/** The result of a transition without the numbers of calls and waits, because XState does not have them. */
export interface Outcome {
  readonly state: string;
  readonly context: object;
  readonly effects: readonly object[];
}

/** The call of a state, by the last part of its name. */
export const CALLS: Readonly<Record<string, string>> = {
  starting: 'startJob',
  reading: 'readStatus',
  submitting: 'submitAnswers',
};

export const stateOf = (value: StateValue): string =>
  typeof value === 'string' ? value : (Object.entries(value)[0] ?? []).join('.');

export const stateValueOf = (state: string): StateValue => {
  const [phase = '', place] = state.split('.');
  return place ? { [phase]: place } : phase;
};

/** What XState would do, as effects. A call or wait that has ended by itself is not stopped. */
function effectOf(
  { type, params }: ExecutableActionsFrom<typeof memberMachine>,
  from: string,
  event: StepEvent | null,
): object[] {
  const given = Object(params);
  switch (type as string) {
    case 'xstate.spawnChild': {
      const { answers, ...request } = { ...given.input, answers: given.input.answers };
      return [{ type: given.src, ...request, ...(answers && { answers }) }];
    }
    case 'xstate.stopChild':
      return event?.type === 'done' || event?.type === 'error'
        ? []
        : [{ type: 'cancelCall', call: CALLS[from.split('.')[1] ?? ''] }];
    case 'xstate.raise':
      return [{ type: 'wait', ms: given.delay }];
    case 'xstate.cancel':
      return event?.type === 'elapsed' ? [] : [{ type: 'cancelWait' }];
    case 'xstate.emit':
      return [given.event];
    default:
      throw new Error(`XState does something else: ${type}`);
  }
}

/** The context of an actor as a record has it. Only the actor has the way that a verdict leads. */
export function kept(context: object): object {
  const { route: _, ...others } = context as Record<string, unknown>;
  return { ...others, turn: 0 };
}

const outcomeOf = (
  { value, context }: { readonly value: StateValue; readonly context: object },
  actions: readonly ExecutableActionsFrom<typeof memberMachine>[],
  from: string,
  event: StepEvent | null,
): Outcome => ({
  state: stateOf(value),
  context: kept(context),
  effects: actions.flatMap((action) => effectOf(action, from, event)),
});

/** The pure functions of a version of XState. */
export interface PureXState {
  readonly initialTransition: typeof initialTransition<typeof memberMachine>;
  readonly transition: typeof transition<typeof memberMachine>;
}

/** One event, evaluated by XState. `null` begins. `machine` may have another chart. */
export function byXState(
  from: MemberRecord | MemberInput,
  event: StepEvent | null,
  machine = memberMachine,
  xstate: PureXState = { initialTransition, transition },
): Outcome {
  if (event === null) {
    const [first, actions] = xstate.initialTransition(machine, from as MemberInput);
    return outcomeOf(first, actions, '', null);
  }
  const { state, context } = from as MemberRecord;
  const before = machine.resolveState({
    value: stateValueOf(state),
    context: { ...context, route: null } as never,
  });
  const [next, actions] = xstate.transition(machine, before, heard(event, state) as never);
  return outcomeOf(next, actions, state, event);
}

const withoutTurn = (effect: Effect): object => {
  const { turn: _, ...rest } = effect as Effect & AnyEventObject;
  return rest;
};

/** One event, evaluated by `step`. */
export function bySteps(
  { begin, stepUnchecked }: Evaluator,
  from: MemberRecord | MemberInput,
  event: StepEvent | null,
): Outcome {
  const { record, effects } =
    event === null ? begin(from as MemberInput) : stepUnchecked(from as MemberRecord, event);
  const { state, context } = record;
  return { state, context: { ...context, turn: 0 }, effects: effects.map(withoutTurn) };
}

/** A record and an event, or the input of a lifecycle that begins. */
export type Case = readonly [from: MemberRecord | MemberInput, event: StepEvent | null];

/** Every event of the vectors that is not refused. */
export function casesOfVectors(): Case[] {
  const cases: Case[] = [];
  for (const { input, begin: first, steps } of VECTORS.values()) {
    if ('refused' in first) continue;
    cases.push([input as MemberInput, null]);
    let { record } = begin(input as MemberInput);
    for (const one of steps) {
      if ('refused' in one || !('event' in one)) continue;
      record = (one.record as MemberRecord | undefined) ?? record;
      const event = one.event as StepEvent;
      // A result of an older call is dropped before the chart sees it.
      if (!('turn' in event) || event.turn === record.context.turn) cases.push([record, event]);
      ({ record } = stepUnchecked(record, event));
    }
  }
  return cases;
}
