import { CHART } from './chart.ts';
import { ANNOUNCEMENTS, type Args, DELAYS, GUARDS, UPDATES } from './implementation.ts';
import type { Call, MemberContext, MemberEmitted, RecordState } from './types.ts';

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

/** A state without substates. */
export interface Place {
  readonly state: RecordState | 'deciding';
  /** The call that stands there. */
  readonly call: Call | null;
  /** By event type: `done`, `error` and `elapsed` for the call or wait of the place, else the event's own. */
  readonly on: ReadonlyMap<string, readonly Edge[]>;
  /** Taken at once. */
  readonly always: readonly Edge[];
}

/** What the chart may be made of. Anything else does not compile. */
interface Transition {
  readonly guard?:
    | string
    | { readonly type: 'leadsTo'; readonly params: Parameters<typeof GUARDS.leadsTo>[1] };
  readonly target?: string;
  readonly actions?: string | readonly string[];
}
type Transitions = Transition | readonly Transition[];
interface Node {
  readonly type?: 'final';
  readonly initial?: string;
  readonly entry?: string;
  readonly invoke?: {
    readonly src: Call;
    readonly input: (args: Args) => object;
    readonly onDone: Transitions;
    readonly onError: Transitions;
  };
  readonly after?: { readonly pollDelay: Transitions };
  readonly always?: Transitions;
  readonly on?: Readonly<Record<string, Transitions>>;
  readonly states?: Readonly<Record<string, Node>>;
}

const ROOT: Node & { readonly id: string } = CHART;

const list = <Item>(items: Item | readonly Item[] | undefined): readonly Item[] =>
  items === undefined ? [] : ([items].flat() as readonly Item[]);

/** A path from the root to a state: the names of it and of the states around it. */
type Path = readonly string[];

const nodeAt = (path: Path): Node => {
  let node: Node = ROOT;
  for (const name of path) {
    const child: Node | undefined = node.states?.[name];
    if (!child) throw new Error(`the chart has no state ${path.join('.')}`);
    node = child;
  }
  return node;
};

/** The path down to where a state begins. */
function leafOf(path: Path): Path {
  const { initial } = nodeAt(path);
  return initial === undefined ? path : leafOf([...path, initial]);
}

/** `#id.a.b` from the root, `.a` below the state itself, `a` beside it. */
function targetOf(target: string, source: Path): Path {
  const names = target.split('.');
  if (target.startsWith('#')) return names.slice(1);
  if (target.startsWith('.')) return [...source, ...names.slice(1)];
  return [...source.slice(0, -1), ...names];
}

const isGuard = (name: string): name is keyof typeof GUARDS => Object.hasOwn(GUARDS, name);
const isUpdate = (name: string): name is keyof typeof UPDATES => Object.hasOwn(UPDATES, name);
const isAnnouncement = (name: string): name is keyof typeof ANNOUNCEMENTS =>
  Object.hasOwn(ANNOUNCEMENTS, name);

function fitsOf(guard: Transition['guard']): Edge['fits'] {
  if (guard === undefined) return () => true;
  if (typeof guard === 'object') return (args) => GUARDS.leadsTo(args, guard.params);
  if (!isGuard(guard) || guard === 'leadsTo') throw new Error(`there is no guard ${guard}`);
  return GUARDS[guard];
}

function actionOf(name: string): Operation {
  if (isUpdate(name)) return { type: 'update', run: UPDATES[name] };
  if (isAnnouncement(name)) return { type: 'announce', run: ANNOUNCEMENTS[name] };
  throw new Error(`there is no action ${name}`);
}

const exitOf = ({ after, invoke }: Node): readonly Operation[] => [
  ...(after ? [{ type: 'stopWait' } as const] : []),
  ...(invoke ? [{ type: 'stopCall', call: invoke.src } as const] : []),
];

const entryOf = ({ entry, after, invoke }: Node): readonly Operation[] => [
  ...(after ? [{ type: 'wait', delay: DELAYS.pollDelay } as const] : []),
  ...list(entry).map(actionOf),
  ...(invoke ? [{ type: 'call', call: invoke.src, input: invoke.input } as const] : []),
];

/** The path and those of the states around it, the innermost first. */
const outward = (path: Path): readonly Path[] =>
  path.map((_, index) => path.slice(0, path.length - index));

const isWithin = (path: Path, around: Path): boolean =>
  path.length > around.length && around.every((name, index) => name === path[index]);

const places = new Map<string, Place>();

function edgeOf(leaf: Path, source: Path, { guard, target, actions }: Transition): Edge {
  const done = list(actions).map(actionOf);
  const fits = fitsOf(guard);
  if (target === undefined) return { fits, operations: done, to: placeAt(leaf) };
  const end = leafOf(targetOf(target, source));
  // The innermost state around the source that contains the target too is not left.
  const domain = [...outward(source).slice(1), []].find((path) => isWithin(end, path)) ?? [];
  const isInner = isWithin(end, source);
  const kept = isInner ? source : domain;
  return {
    fits,
    operations: [
      ...outward(leaf)
        .filter((path) => isWithin(path, kept))
        .flatMap((path) => exitOf(nodeAt(path))),
      ...done,
      ...outward(end)
        .filter((path) => isWithin(path, kept))
        .toReversed()
        .flatMap((path) => entryOf(nodeAt(path))),
    ],
    to: placeAt(end),
  };
}

/** The transitions of a state, by event. */
const transitionsOf = ({
  on = {},
  invoke,
  after,
}: Node): readonly (readonly [string, Transitions])[] => [
  ...Object.entries(on),
  ...(invoke
    ? ([
        ['done', invoke.onDone],
        ['error', invoke.onError],
      ] as const)
    : []),
  ...(after ? ([['elapsed', after.pollDelay]] as const) : []),
];

function placeAt(leaf: Path): Place {
  const name = leaf.join('.');
  const known = places.get(name);
  if (known) return known;
  const on = new Map<string, readonly Edge[]>();
  const always: Edge[] = [];
  const call = nodeAt(leaf).invoke?.src ?? null;
  const place: Place = { state: name as Place['state'], call, on, always };
  places.set(name, place);
  if (nodeAt(leaf).type === 'final') return place;
  for (const path of [...outward(leaf), []]) {
    const node = nodeAt(path);
    for (const [type, transitions] of transitionsOf(node))
      on.set(type, [
        ...(on.get(type) ?? []),
        ...list<Transition>(transitions).map((one) => edgeOf(leaf, path, one)),
      ]);
    always.push(...list<Transition>(node.always ?? []).map((one) => edgeOf(leaf, path, one)));
  }
  return place;
}

/** Where a lifecycle begins, before its first decision. */
export const BEGINNING: Place = placeAt(leafOf([]));

/** Every place, by its name in records. */
export const PLACES: ReadonlyMap<string, Place> = places;

/** The first transition whose guard holds. */
export function choose(edges: readonly Edge[] | undefined, args: Args): Edge | undefined {
  for (const edge of edges ?? []) if (edge.fits(args)) return edge;
  return undefined;
}
