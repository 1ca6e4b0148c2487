import type { Call, MemberContext, MemberEmitted, RecordState } from '../data/types.ts';
import { ANNOUNCEMENTS, type Args, DELAYS, GUARDS, UPDATES } from './actions.ts';
import { CHART } from './chart.ts';

/**
 * The chart compiled to a table: for each place and event the guards in order, and for each transition what is done, in the
 * order that SCXML and XState have (exit, actions, entry), as a flat list.
 */

/** One thing that a transition does. */
export type Operation =
  | { readonly type: 'update'; readonly run: (args: Args) => MemberContext }
  | { readonly type: 'announce'; readonly run: (args: Args) => MemberEmitted }
  | { readonly type: 'call'; readonly call: Call; readonly input: (args: Args) => object }
  | { readonly type: 'stopCall'; readonly call: Call }
  | { readonly type: 'wait'; readonly delay: (args: Args) => number }
  | { readonly type: 'stopWait' };

export interface Edge {
  readonly fits: (args: Args) => boolean;
  readonly operations: readonly Operation[];
  readonly to: Place;
}

/** A state without substates, compiled. */
export interface Place {
  readonly state: RecordState | 'deciding';
  /** The call that stands there. */
  readonly call: Call | null;
  /** By event type: `done`, `error` and `elapsed` for the call or wait of the place, else the event's own. */
  readonly on: ReadonlyMap<string, readonly Edge[]>;
  /** Taken at once. */
  readonly always: readonly Edge[];
}

type Action = keyof typeof UPDATES | keyof typeof ANNOUNCEMENTS;

/** What the chart may be made of. Anything else does not compile, names that nothing has neither. */
interface Transition {
  readonly guard?:
    | Exclude<keyof typeof GUARDS, 'leadsTo'>
    | { readonly type: 'leadsTo'; readonly params: Parameters<typeof GUARDS.leadsTo>[1] };
  readonly target?: string;
  readonly actions?: Action | readonly Action[];
}
type Transitions = Transition | readonly Transition[];
type Events = Readonly<Record<string, Transitions>>;

const list = <Item>(items: Item | readonly Item[] = []): readonly Item[] =>
  [items].flat() as readonly Item[];

/** A state without substates. It calls MX, waits, is left at once, or is the end: one of these. */
interface Leaf {
  readonly type?: 'final';
  readonly entry?: Action;
  readonly invoke?: {
    readonly src: Call;
    readonly input: (args: Args) => object;
    readonly onDone: Transitions;
    readonly onError: Transitions;
  };
  readonly after?: { readonly pollDelay: Transitions };
  readonly always?: Transitions;
  readonly on?: Events;
  readonly states?: never;
}

/** A state around others. Nothing is done when it is entered or left, so it does not matter which of them a transition leaves. */
interface Parent {
  readonly initial: string;
  readonly on?: Events;
  readonly states: Readonly<Record<string, Leaf | Parent>>;
  readonly entry?: never;
  readonly invoke?: never;
  readonly after?: never;
  readonly always?: never;
}

const ROOT: Parent & { readonly id: string } = CHART;

/** A state, and what the path of a target begins with that is beside it. */
interface Level {
  readonly node: Leaf | Parent;
  readonly beside: string;
}

/** A place to be compiled. */
interface Spot {
  readonly leaf: Leaf;
  /** It and the states around it, the innermost first. */
  readonly levels: readonly Level[];
  readonly place: Place & { readonly on: Map<string, readonly Edge[]>; readonly always: Edge[] };
}

/** By the path of every state; that of a state around others leads to where it begins. */
const spots = new Map<string, Spot>();

/** XState refuses a chart in which a state is missing. */
const spotAt = (path: string): Spot => spots.get(path) as Spot;

function collect(
  node: Leaf | Parent,
  path: string,
  beside: string,
  around: readonly Level[],
): void {
  const levels = [{ node, beside }, ...around];
  if (node.states) {
    const inside = path && `${path}.`;
    for (const [name, child] of Object.entries(node.states))
      collect(child, inside + name, inside, levels);
    spots.set(path, spotAt(inside + node.initial));
    return;
  }
  const state = path as Place['state'];
  const place = { state, call: node.invoke?.src ?? null, on: new Map(), always: [] };
  spots.set(path, { leaf: node, levels, place });
}

/** `#id.a.b` from the root, `a` beside the state that names it. */
const pathOf = (target: string, beside: string): string =>
  target.startsWith('#') ? target.slice(`#${ROOT.id}.`.length) : beside + target;

function fitsOf(guard: Transition['guard']): Edge['fits'] {
  if (typeof guard === 'object') return (args) => GUARDS.leadsTo(args, guard.params);
  return guard ? GUARDS[guard] : () => true;
}

const isUpdate = (action: Action): action is keyof typeof UPDATES => action in UPDATES;

const operationOf = (action: Action): Operation =>
  isUpdate(action)
    ? { type: 'update', run: UPDATES[action] }
    : { type: 'announce', run: ANNOUNCEMENTS[action] };

function exitOf({ after, invoke }: Leaf): readonly Operation[] {
  if (after) return [{ type: 'stopWait' }];
  return invoke ? [{ type: 'stopCall', call: invoke.src }] : [];
}

function entryOf({ entry, after, invoke }: Leaf): readonly Operation[] {
  if (entry) return [operationOf(entry)];
  if (after) return [{ type: 'wait', delay: DELAYS.pollDelay }];
  return invoke ? [{ type: 'call', call: invoke.src, input: invoke.input }] : [];
}

function edgeOf({ leaf, place }: Spot, beside: string, transition: Transition): Edge {
  const { guard, target, actions } = transition;
  const fits = fitsOf(guard);
  const operations = list(actions).map(operationOf);
  if (target === undefined) return { fits, operations, to: place };
  const end = spotAt(pathOf(target, beside));
  return {
    fits,
    operations: [...exitOf(leaf), ...operations, ...entryOf(end.leaf)],
    to: end.place,
  };
}

/** By event. */
const transitionsOf = ({ on, invoke, after }: Leaf | Parent): Events => ({
  ...on,
  ...(invoke && { done: invoke.onDone, error: invoke.onError }),
  ...(after && { elapsed: after.pollDelay }),
});

collect(ROOT, '', '', []);
for (const spot of new Set(spots.values())) {
  const { on, always } = spot.place;
  for (const { node, beside } of spot.levels) {
    const edges = (transitions?: Transitions) =>
      list<Transition>(transitions).map((one) => edgeOf(spot, beside, one));
    for (const [type, transitions] of Object.entries(transitionsOf(node)))
      on.set(type, [...(on.get(type) ?? []), ...edges(transitions)]);
    always.push(...edges(node.always));
  }
}

/** Where a lifecycle begins, before its first decision. */
export const BEGINNING: Place = spotAt('').place;

/** Every place, by its name in records. */
export const PLACES: ReadonlyMap<string, Place> = new Map(
  [...spots.values()].map(({ place }) => [place.state, place]),
);

/** The first transition whose guard holds. */
export function choose(edges: readonly Edge[] | undefined, args: Args): Edge | undefined {
  for (const edge of edges ?? []) if (edge.fits(args)) return edge;
  return undefined;
}
