import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { eventLabel } from '../src/chart/events.ts';

/** One transition of the machine, in words. */
export interface ChartTransition {
  /** Names it; {@link transitionKey} gives the same for the transition of a running actor. */
  readonly key: string;
  /** What starts it and on which condition. */
  readonly label: string;
  /** The label where its state is in sight: the end of the one call that the state makes needs no name. */
  readonly short: string;
  readonly description: string;
  readonly event: string;
  readonly source: string;
  /** `null` when it stays where it is. */
  readonly target: string | null;
}

/** One state of the machine. */
export interface ChartState {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** `routing`: it is left at once, whatever happens. */
  readonly kind: 'compound' | 'atomic' | 'routing' | 'final';
  /** The calls that run while it lasts. */
  readonly calls: readonly string[];
  /** Whether the state around it begins here. */
  readonly isInitial: boolean;
  /** What it reacts to without being left. */
  readonly reactions: readonly ChartTransition[];
  /** Its transitions to a routing state. So many lead there that they are written down instead of drawn. */
  readonly jumps: readonly { readonly transition: ChartTransition; readonly to: string }[];
  readonly states: readonly ChartState[];
}

/** All transitions from one state to another: drawn as one arrow. */
export interface ChartEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly transitions: readonly ChartTransition[];
}

/** A machine as it is drawn. */
export interface Chart {
  readonly root: ChartState;
  /** All of them, drawn as arrows or not. */
  readonly transitions: readonly ChartTransition[];
  readonly edges: readonly ChartEdge[];
}

const siblings = ({ source, eventType }: AnyTransitionDefinition): readonly unknown[] =>
  (eventType === '' ? source.always : source.transitions.get(eventType)) ?? [];

/** Names a transition by its place in the machine, so that it is the same in every copy of the machine. */
export const transitionKey = (transition: AnyTransitionDefinition): string =>
  [transition.source.id, transition.eventType, siblings(transition).indexOf(transition)].join(' ');

/** A guard by its name. */
function guardLabel(guard: unknown): string {
  if (!guard) return '';
  return typeof guard === 'string' ? guard : String((guard as { type?: unknown }).type);
}

/** The condition is named where it tells one transition of an event from another. */
function labelOf(transition: AnyTransitionDefinition): string {
  const { eventType, guard } = transition;
  const condition = guardLabel(guard);
  if (eventType === '') return condition || 'always';
  const isOneOfMany = siblings(transition).length > 1;
  return eventLabel(eventType) + (condition && isOneOfMany ? ` [${condition}]` : '');
}

/** `readStatus done` -> `done`, in a state that calls nothing but `readStatus`. */
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

/** By the `initial` of the state around it. */
const isInitial = (node: AnyStateNode): boolean =>
  node.parent?.type === 'compound' && node.parent.initial.target?.includes(node) === true;

const callName = (src: unknown): string => (typeof src === 'string' ? src : 'call');

/** All states by their ids. */
type Index = ReadonlyMap<string, AnyStateNode>;

/** The state that a transition leads to, if it is a routing one. */
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

/** Reads what there is to draw from a machine itself, so that no drawing can drift from it. */
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

/** A state and all states in it. */
export const statesIn = (state: ChartState): readonly ChartState[] => [
  state,
  ...state.states.flatMap(statesIn),
];
