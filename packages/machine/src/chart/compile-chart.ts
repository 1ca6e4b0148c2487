import type { Call, MemberEmitted, RecordState } from '../data/types.ts';
import type { Decided } from '../memory/memory.ts';
import { type Args, ASSIGNS, EMITS, GUARDS } from './actions.ts';

/** Compiles a chart to a table: for each state and event, the transitions in the order in which they are tried. */

type ActionName = keyof typeof ASSIGNS | keyof typeof EMITS;

/**
 * The subset of XState's config that `compileChart` supports. Anything else is a type error, as is a guard or an action without
 * an implementation.
 */
interface Transition {
  readonly guard?: keyof typeof GUARDS;
  readonly target?: string;
  readonly actions?: ActionName | readonly ActionName[];
}
type Transitions = Transition | readonly Transition[];
type Events = Readonly<Record<string, Transitions>>;

/** A state without substates. It calls MX, waits, is left at once, or is final. */
interface Leaf {
  readonly type?: 'final';
  readonly entry?: keyof typeof EMITS;
  readonly invoke?: {
    readonly src: Call;
    readonly input: PendingCall['input'];
    readonly onDone: Transitions;
    readonly onError: Transitions;
  };
  readonly after?: { readonly pollDelay: Transitions };
  readonly always?: Transitions;
  readonly on?: Events;
  readonly states?: never;
}

/** A state with substates. It has no entry and exit actions. */
interface Parent {
  readonly initial: string;
  readonly on?: Events;
  readonly states: Readonly<Record<string, Leaf | Parent>>;
  readonly invoke?: never;
  readonly after?: never;
  readonly always?: never;
}

/** A whole chart. */
export type Chart = Parent & { readonly id: string };

/** A call that runs while a member is in a state. */
export interface PendingCall {
  readonly call: Call;
  readonly input: (args: Args & { readonly event: object }) => object;
}

/** A compiled state without substates. */
export interface Place {
  readonly state: RecordState | 'deciding';
  /** The call or wait that is pending in this state. At most one is pending at a time. */
  readonly stands: PendingCall | 'wait' | null;
  /** The event that is emitted on entry. */
  readonly entry: ((args: Args) => MemberEmitted) | null;
  /** Transitions by event: `done`, `error` and `elapsed` of the pending call or wait, and events by their own name. */
  readonly on: ReadonlyMap<string, readonly Edge[]>;
  /** Transitions that are taken at once. */
  readonly always: readonly Edge[];
}

/** An action of a transition: it changes the context, or emits an event. */
export type Action =
  | { readonly assign: (args: Args) => Decided; readonly emit?: never }
  | { readonly emit: (args: Args) => MemberEmitted; readonly assign?: never };

/** A compiled transition. */
export interface Edge {
  readonly fits: (args: Args) => boolean;
  readonly actions: readonly Action[];
  /** `null` if the member stays, and the pending call or wait continues. */
  readonly to: Place | null;
}

/** A compiled chart. */
export interface CompiledChart {
  /** The state in which a lifecycle begins, before its first decision. */
  readonly beginning: Place;
  /** By the state of a record. */
  readonly places: ReadonlyMap<string, Place>;
}

/** A leaf that is being compiled, with its parents. */
interface Draft {
  readonly place: Place & { readonly on: Map<string, Edge[]>; readonly always: Edge[] };
  /** The leaf and its parents, innermost first, each with the path prefix of its siblings. */
  readonly levels: readonly { readonly node: Leaf | Parent; readonly folder: string }[];
}

const listOf = <Item>(items: Item | readonly Item[] = []): readonly Item[] =>
  [items].flat() as readonly Item[];

const isAssign = (name: ActionName): name is keyof typeof ASSIGNS => name in ASSIGNS;
const actionOf = (name: ActionName): Action =>
  isAssign(name) ? { assign: ASSIGNS[name] } : { emit: EMITS[name] };

const standingOf = ({ invoke, after }: Leaf): Place['stands'] =>
  invoke ? { call: invoke.src, input: invoke.input } : after ? 'wait' : null;

/** The leaves below a state, by path. A parent's path maps to its initial leaf. */
function draftsOf(
  node: Leaf | Parent,
  path: string,
  folder: string,
  around: Draft['levels'],
): [path: string, draft: Draft][] {
  const levels = [{ node, folder }, ...around];
  if (!node.states) {
    const state = path as Place['state'];
    const entry = node.entry ? EMITS[node.entry] : null;
    const place = { state, stands: standingOf(node), entry, on: new Map(), always: [] };
    return [[path, { place, levels }]];
  }
  const inside = path && `${path}.`;
  const below = Object.entries(node.states).flatMap(([name, child]) =>
    draftsOf(child, inside + name, inside, levels),
  );
  // XState refuses a chart without this initial state.
  const initial = new Map(below).get(inside + node.initial) as Draft;
  return [...below, [path, initial]];
}

const transitionsOf = ({ on, invoke, after }: Leaf | Parent): Events => ({
  ...on,
  ...(invoke && { done: invoke.onDone, error: invoke.onError }),
  ...(after && { elapsed: after.pollDelay }),
});

/** Compiles a chart. */
export function compileChart(chart: Chart): CompiledChart {
  const drafts = new Map(draftsOf(chart, '', '', []));
  const placeAt = (path: string): Place => (drafts.get(path) as Draft).place;
  // `#id.a.b` is absolute. `b` is a sibling of the state that names it.
  const placeOf = (target: string, folder: string): Place =>
    placeAt(target.startsWith('#') ? target.slice(`#${chart.id}.`.length) : folder + target);
  const edgesOf = (transitions: Transitions | undefined, folder: string): Edge[] =>
    listOf<Transition>(transitions).map(({ guard, actions, target }) => ({
      fits: guard ? GUARDS[guard] : () => true,
      actions: listOf(actions).map(actionOf),
      to: target === undefined ? null : placeOf(target, folder),
    }));

  // A state's own transitions come before its parents' transitions.
  for (const { place, levels } of new Set(drafts.values()))
    for (const { node, folder } of levels) {
      place.always.push(...edgesOf(node.always, folder));
      for (const [type, transitions] of Object.entries(transitionsOf(node)))
        place.on.set(type, [...(place.on.get(type) ?? []), ...edgesOf(transitions, folder)]);
    }
  const places = [...drafts.values()].map(({ place }) => [place.state, place] as const);
  return { beginning: placeAt(''), places: new Map(places) };
}
