import { type IState, type IStateMachine, type ITransition, render } from 'state-machine-cat';
import { MACHINE, type State, type Transition } from '../../scripts/spec/definition.ts';

/** Draws the chart of the machine with state-machine-cat. */

/** The names of events in the picture. */
const EVENTS: Readonly<Record<string, string>> = {
  done: 'done',
  error: 'failed',
  elapsed: 'time is up',
  'status.changed': 'hint',
  'challenge.answer': 'answer',
};

const flat = (state: State): readonly State[] => [state, ...state.states.flatMap(flat)];

const ALL = flat(MACHINE);

const labelOf = ({ on, condition }: Transition): string =>
  [on === null ? '' : (EVENTS[on] ?? on), condition ? `[${condition}]` : '']
    .filter((part) => part !== '')
    .join(' ');

function stateOf({ id, call, wait, isFinal, states, initial }: State): IState {
  const name = id.split('.').at(-1) ?? id;
  const doing = isFinal ? 'the end' : (call ?? (wait === null ? null : 'wait'));
  return {
    name: id,
    type: 'regular',
    typeExplicitlySet: true,
    label: name,
    ...(doing !== null && { actions: [{ type: 'activity', body: doing }] }),
    ...(states.length > 0 && { statemachine: machineOf(states, initial, `${id}.`) }),
  };
}

/** States, with their initial state. */
const machineOf = (
  states: readonly State[],
  initial: string | null,
  inside: string,
): IStateMachine => ({
  states: [
    { name: `${inside}initial`, type: 'initial', typeExplicitlySet: true },
    ...states.map(stateOf),
  ],
  ...(initial !== null && {
    transitions: [
      {
        id: ALL.findIndex(({ id }) => `${id}.` === inside) + 1,
        from: `${inside}initial`,
        to: initial,
      },
    ],
  }),
});

/**
 * The arrows, one for each pair of states. Transitions to the same state are left out. So is `cancel`, because every state has
 * it and it would hide the others.
 */
function arrows(): readonly ITransition[] {
  const labels = new Map<string, string[]>();
  for (const one of ALL.flatMap(({ transitions }) => transitions)) {
    if (one.to === null || one.from === '') continue;
    const pair = `${one.from} ${one.to}`;
    labels.set(pair, [...(labels.get(pair) ?? []), labelOf(one)]);
  }
  return [...labels].map(([pair, all], id) => {
    const [from = '', to = ''] = pair.split(' ');
    return { id: ALL.length + 1 + id, from, to, label: all.join('\nor ') };
  });
}

/** The picture of the chart, as SVG. */
export async function pictureFile(): Promise<ReadonlyMap<string, string>> {
  const chart = machineOf(MACHINE.states, MACHINE.initial, '');
  const whole = { ...chart, transitions: [...(chart.transitions ?? []), ...arrows()] };
  const svg = await render(whole, {
    inputType: 'json',
    outputType: 'svg',
    direction: 'left-right',
    noDotNativeWarning: true,
    dotGraphAttrs: [
      { name: 'bgcolor', value: 'white' },
      { name: 'ranksep', value: '0.9' },
      { name: 'nodesep', value: '0.5' },
    ],
  });
  const titled = svg.replace(/<svg [^>]*>/, '$&\n<title>The chart of the lifecycle</title>');
  return new Map([['docs/chart.svg', titled]]);
}
