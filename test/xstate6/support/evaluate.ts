import type { MemberInput, MemberRecord } from '@mx-member/machine';
import type { StepEvent } from '../../../packages/machine/src/data/types.ts';
import {
  CALLS,
  type Case,
  kept,
  type Outcome,
  stateOf,
  stateValueOf,
} from '../../support/evaluators.ts';
import { heard } from '../../support/vectors.ts';
import type { SixEffect, SixMachine, SixSnapshot } from './xstate6.ts';
import { six } from './xstate6.ts';

/** What XState 6 would do, as effects. A call or wait that has ended by itself is not stopped. */
function effectOf(effect: SixEffect, from: string, event: StepEvent | null): object[] {
  if (effect.kind === 'emit') return [effect.event as object];
  switch (effect.type) {
    case '@xstate.spawn': {
      const given = Object(effect.input);
      return [{ type: effect.src, ...given, ...(given.answers && { answers: given.answers }) }];
    }
    case '@xstate.start':
    case '@xstate.terminate':
      return [];
    case '@xstate.stop':
      return event?.type === 'done' || event?.type === 'error'
        ? []
        : [{ type: 'cancelCall', call: CALLS[from.split('.')[1] ?? ''] }];
    case '@xstate.raise':
      return [{ type: 'wait', ms: effect.delay }];
    case '@xstate.cancel':
      return event?.type === 'elapsed' ? [] : [{ type: 'cancelWait' }];
    default:
      throw new Error(`XState 6 does something else: ${effect.type}`);
  }
}

const outcomeOf = (
  { value, context }: SixSnapshot,
  effects: readonly SixEffect[],
  from: string,
  event: StepEvent | null,
): Outcome => ({
  state: stateOf(value),
  context: kept(context),
  effects: effects.flatMap((effect) => effectOf(effect, from, event)),
});

/** One event, evaluated by XState 6. `null` begins. */
export function bySix(machine: SixMachine, ...[from, event]: Case): Outcome {
  if (event === null)
    return outcomeOf(...six.initialTransition(machine, from as MemberInput), '', null);
  const { state, context } = from as MemberRecord;
  const before = machine.resolveState({
    value: stateValueOf(state),
    context: { ...context, route: null },
  });
  // XState 6 stops only a call that it finds among the children.
  const call = CALLS[state.split('.')[1] ?? ''];
  if (call !== undefined) before.children = { [call]: { id: call } };
  return outcomeOf(...six.transition(machine, before, heard(event, state)), state, event);
}
