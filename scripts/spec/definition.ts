import { describedMachine } from '../../packages/machine/src/index.ts';

/** The machine as data, in words that need no library: what the files about its states are made from. */

export interface Transition {
  /** The state it leaves; `''` is the whole. */
  readonly from: string;
  /** `done`, `error` and `elapsed` are of what the state itself waits for; `null`: at once. */
  readonly on: string | null;
  /** The name of its guard. */
  readonly condition: string | null;
  readonly actions: readonly string[];
  /** `null`: it stays. */
  readonly to: string | null;
  readonly description: string;
}

export interface State {
  /** `challenged.waiting`; `''` is the whole. */
  readonly id: string;
  readonly description: string;
  readonly isFinal: boolean;
  /** `busy`, `needsUser` */
  readonly tag: string | null;
  readonly entry: readonly string[];
  /** The call to MX that is made while it lasts. */
  readonly call: string | null;
  /** The wait that is kept while it lasts. */
  readonly wait: string | null;
  /** The state inside in which it begins. */
  readonly initial: string | null;
  readonly states: readonly State[];
  readonly transitions: readonly Transition[];
}

type Node = (typeof describedMachine)['root'];
type Snapshot = ReturnType<typeof describedMachine.resolveState>;
type NodeTransition = Node['always'] extends (infer One)[] | undefined ? One : never;

/** A guard or an action by its name: XState keeps some as `{ type }`. */
function named(one: unknown): string {
  const name: unknown = typeof one === 'string' ? one : Object(one).type;
  if (typeof name !== 'string')
    throw new Error('the machine has a guard or an action without a name');
  return name;
}

const idOf = (node: Node): string => node.path.join('.');

const EVENTS: readonly (readonly [RegExp, string])[] = [
  [/^xstate\.done\.actor\..*/, 'done'],
  [/^xstate\.error\.actor\..*/, 'error'],
  [/^xstate\.after\..*/, 'elapsed'],
];
const eventOf = (type: string): string =>
  EVENTS.reduce((name, [pattern, word]) => name.replace(pattern, word), type);

/** The machine's own transitions, with what is said of them here. */
const SAID = new Map<unknown, Transition>();

const transitionOf =
  (on: string | null) =>
  (one: NodeTransition): Transition => {
    const said: Transition = {
      from: idOf(one.source as Node),
      on,
      condition: one.guard === undefined ? null : named(one.guard),
      actions: one.actions.map(named),
      to: one.target?.[0] ? idOf(one.target[0] as Node) : null,
      description: (one as { description?: string }).description ?? '',
    };
    SAID.set(one, said);
    return said;
  };

function stateOf(node: Node): State {
  const { entry } = node.config;
  const [after] = node.after;
  return {
    id: idOf(node),
    description: node.description ?? '',
    isFinal: node.type === 'final',
    tag: node.tags[0] ?? null,
    entry: (entry === undefined ? [] : [entry].flat()).map(named),
    call: node.invoke[0]?.id ?? null,
    wait: after ? String(after.delay) : null,
    initial: node.initial.target[0] ? idOf(node.initial.target[0] as Node) : null,
    states: Object.values(node.states).map((child) => stateOf(child as Node)),
    transitions: [
      ...[...node.transitions].flatMap(([type, all]) => all.map(transitionOf(eventOf(type)))),
      ...(node.always ?? []).map(transitionOf(null)),
    ],
  };
}

/** The whole machine. */
export const MACHINE: State = stateOf(describedMachine.root as Node);

/** The transitions that an event takes in a state; those that are taken at once follow. */
export const taken = (snapshot: Snapshot, event: { readonly type: string }): Transition[] =>
  (describedMachine.getTransitionData(snapshot, event as never) ?? []).flatMap(
    (one) => SAID.get(one) ?? [],
  );

/** A state and all that are inside it. */
export const flat = (state: State): readonly State[] => [state, ...state.states.flatMap(flat)];
