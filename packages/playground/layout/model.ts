import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { eventLabel } from '../src/chart/events.ts';

/** One transition of the machine, in words. */
export interface ChartTransition {
  /** The key of the transition. {@link transitionKey} returns the same key for a running actor. */
  readonly key: string;
  /** Its event and its condition. */
  readonly label: string;
  /** A shorter label beside its state. It leaves out the name of the only call of that state. */
  readonly short: string;
  readonly description: string;
  readonly event: string;
  readonly source: string;
  /** `null` if it does not leave its state. */
  readonly target: string | null;
}

/** One state of the machine. */
export interface ChartState {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** `routing`: the machine leaves it at once. */
  readonly kind: 'compound' | 'atomic' | 'routing' | 'final';
  /** The calls that run in this state. */
  readonly calls: readonly string[];
  /** Whether it is the initial state of its parent. */
  readonly isInitial: boolean;
  /** The transitions that do not leave it. */
  readonly reactions: readonly ChartTransition[];
  /** Its transitions to a routing state. There are too many to draw, so they are listed as text. */
  readonly jumps: readonly { readonly transition: ChartTransition; readonly to: string }[];
  readonly states: readonly ChartState[];
}

/** All transitions from one state to another, drawn as one arrow. */
export interface ChartEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly transitions: readonly ChartTransition[];
}

/** A machine, ready to be drawn. */
export interface Chart {
  readonly root: ChartState;
  /** All transitions, whether they are drawn as arrows or not. */
  readonly transitions: readonly ChartTransition[];
  readonly edges: readonly ChartEdge[];
}

const siblings = ({ source, eventType }: AnyTransitionDefinition): readonly unknown[] =>
  (eventType === '' ? source.always : source.transitions.get(eventType)) ?? [];

/** The key of a transition. It comes from the place in the machine, so every copy of the machine has the same keys. */
export const transitionKey = (transition: AnyTransitionDefinition): string =>
  [transition.source.id, transition.eventType, siblings(transition).indexOf(transition)].join(' ');

/** The name of a guard. */
function guardLabel(guard: unknown): string {
  if (!guard) return '';
  return typeof guard === 'string' ? guard : String((guard as { type?: unknown }).type);
}

/** The event, and the condition if the event has more than one transition. */
function labelOf(transition: AnyTransitionDefinition): string {
  const { eventType, guard } = transition;
  const condition = guardLabel(guard);
  if (eventType === '') return condition || 'always';
  const isOneOfMany = siblings(transition).length > 1;
  return eventLabel(eventType) + (condition && isOneOfMany ? ` [${condition}]` : '');
}

/** `readStatus done` -> `done`, in a state whose only call is `readStatus`. */
function shortLabelOf({ source }: AnyTransitionDefinition, label: string): string {
  const [call, another] = source.invoke;
  const prefix = `${call?.id} `;
  return call && !another && label.startsWith(prefix) ? label.slice(prefix.length) : label;
}

function describe(transition: AnyTransitionDefinition, target: string | null): ChartTransition {
  const label = labelOf(transition);
  return {
    key: transitionKey(transition),
    label,
    short: shortLabelOf(transition, label),
    description: transition.description ?? '',
    event: transition.eventType,
    source: transition.source.id,
    target,
  };
}

const transitionsOf = (node: AnyStateNode): readonly ChartTransition[] =>
  [...[...node.transitions.values()].flat(), ...(node.always ?? [])].flatMap((transition) =>
    transition.target
      ? transition.target.map(({ id }) => describe(transition, id))
      : [describe(transition, null)],
  );

const kindOf = (node: AnyStateNode): ChartState['kind'] => {
  if (node.type === 'final') return 'final';
  if (node.type !== 'atomic') return 'compound';
  return node.always?.length ? 'routing' : 'atomic';
};

/** Whether a state is the `initial` state of its parent. */
const isInitial = (node: AnyStateNode): boolean =>
  node.parent?.type === 'compound' && node.parent.initial.target?.includes(node) === true;

const callName = (src: unknown): string => (typeof src === 'string' ? src : 'call');

/** All states, by id. */
type Index = ReadonlyMap<string, AnyStateNode>;

/** The target of a transition, if that is a routing state. */
function routingTarget({ target }: ChartTransition, index: Index): AnyStateNode | undefined {
  const node = target === null ? undefined : index.get(target);
  return node && kindOf(node) === 'routing' ? node : undefined;
}

function stateOf(node: AnyStateNode, index: Index): ChartState {
  const states = Object.values(node.states).map((child) => stateOf(child, index));
  const transitions = transitionsOf(node);
  return {
    id: node.id,
    name: node.key,
    description: node.description ?? '',
    kind: kindOf(node),
    calls: node.invoke.map(({ src }) => callName(src)),
    isInitial: isInitial(node),
    reactions: transitions.filter(({ target }) => target === null),
    jumps: transitions.flatMap((transition) => {
      const to = routingTarget(transition, index);
      return to ? [{ transition, to: to.key }] : [];
    }),
    states,
  };
}

const allNodes = (node: AnyStateNode): AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(allNodes),
];

/** Reads the chart from a machine, so that the drawing cannot differ from it. */
export function chartOf({ root }: AnyStateMachine): Chart {
  const nodes = allNodes(root);
  const index = new Map(nodes.map((node) => [node.id, node]));
  const edges = new Map<string, ChartEdge>();
  for (const transition of nodes.flatMap(transitionsOf)) {
    const { source, target } = transition;
    if (target === null || routingTarget(transition, index)) continue;
    const id = `${source} -> ${target}`;
    const transitions = [...(edges.get(id)?.transitions ?? []), transition];
    edges.set(id, { id, source, target, transitions });
  }
  return {
    root: stateOf(root, index),
    transitions: nodes.flatMap(transitionsOf),
    edges: [...edges.values()],
  };
}

/** A state and all states inside it. */
export const statesIn = (state: ChartState): readonly ChartState[] => [
  state,
  ...state.states.flatMap(statesIn),
];
