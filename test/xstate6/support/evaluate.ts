import type { memberMachine } from '@mx-member/machine';
import type { ExecutableActionsFrom } from 'xstate';
import { byXState, CALLS, type Case, type PureXState, stateOf } from '../../support/evaluators.ts';
import { six } from './xstate6.ts';

type Action = ExecutableActionsFrom<typeof memberMachine>;

/** What XState 5 calls the effects of XState 6. `null`: XState 5 has no action for it. */
const NAMES: Readonly<Record<string, string | null>> = {
  '@xstate.spawn': 'xstate.spawnChild',
  '@xstate.start': null,
  '@xstate.stop': 'xstate.stopChild',
  '@xstate.terminate': null,
  '@xstate.raise': 'xstate.raise',
  '@xstate.cancel': 'xstate.cancel',
};

/** The effects of XState 6 as the actions of XState 5. */
const actionsOf = (effects: readonly object[]): Action[] =>
  effects.flatMap((effect) => {
    const { kind, type } = effect as { readonly kind?: string; readonly type: string };
    const name = kind === 'emit' ? 'xstate.emit' : type in NAMES ? NAMES[type] : type;
    return name ? [{ type: name, params: effect } as unknown as Action] : [];
  });

const SIX: PureXState = {
  initialTransition(...begin) {
    const [first, effects] = six.initialTransition(...begin);
    return [first, actionsOf(effects)];
  },
  transition(machine, before, event) {
    // XState 6 stops only a call that it finds among the children.
    const call = CALLS[stateOf(before.value).split('.')[1] ?? ''];
    const children = call === undefined ? before.children : { [call]: { id: call } };
    const [next, effects] = six.transition(machine, Object.assign(before, { children }), event);
    return [next, actionsOf(effects)];
  },
};

/** One event, evaluated by XState 6. `null` begins. */
export const bySix = (machine: typeof memberMachine, ...[from, event]: Case) =>
  byXState(from, event, machine, SIX);
