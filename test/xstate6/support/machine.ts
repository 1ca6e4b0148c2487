import { createMemberActors, type MemberInput, type MemberPort } from '@mx-member/machine';
import {
  type Args,
  ASSIGNS,
  type ChartEvent,
  DELAYS,
  EMITS,
  GUARDS,
  outputOf,
} from '../../../packages/machine/src/chart/actions.ts';
import { CHART } from '../../../packages/machine/src/chart/chart.ts';
import { checkInput } from '../../../packages/machine/src/data/check.ts';
import type {
  Fault,
  MemberContext,
  MemberEmitted,
  StampedReading,
} from '../../../packages/machine/src/data/types.ts';
import { type Decided, onBeginning } from '../../../packages/machine/src/memory/memory.ts';
import { type SixFunction, six } from './xstate6.ts';

/** The chart as a machine of XState 6, which has functions in place of `assign`, `emit` and named guards. */

/** The context of the actor: the memory, and where the verdict of this step leads. */
type ActorContext = MemberContext & Pick<Args, 'route'>;

const inContext = ({ context, route }: Decided): ActorContext => ({ ...context, route });

/** The functions that the chart names, or functions with a deliberate mistake. */
export interface Parts {
  readonly chart: object;
  readonly assigns: Readonly<Record<string, (args: Args) => Decided>>;
  readonly emits: Readonly<Record<string, (args: Args) => MemberEmitted>>;
  readonly guards: Readonly<Record<string, (args: Args) => boolean>>;
  readonly translate: (event: object) => ChartEvent;
  /** Called with the name of each transition that is taken. */
  readonly onTaken?: (name: string) => void;
}

/** Translates an event of XState for the chart, as `xstate/machine.ts` does for XState 5. */
function translated(event: object): ChartEvent {
  if ('output' in event) return { type: 'done', reading: event.output as StampedReading };
  if (!('error' in event)) return event as ChartEvent;
  const fault = Object(event.error) as Partial<Fault>;
  const isStamped = typeof fault.at === 'number' && Boolean(fault.code);
  return { type: 'error', fault: isStamped ? (fault as Fault) : null };
}

export const RIGHT: Parts = {
  chart: CHART,
  assigns: ASSIGNS,
  emits: EMITS,
  guards: GUARDS,
  translate: translated,
};

interface Branch {
  readonly guard?: string;
  readonly target?: string;
  readonly actions?: string | readonly string[];
}
type Branches = Branch | readonly Branch[];

/** A node of the chart. */
interface Node {
  readonly on?: Readonly<Record<string, Branches>>;
  readonly after?: Readonly<Record<string, Branches>>;
  readonly always?: Branches;
  readonly entry?: string;
  readonly invoke?: { readonly onDone: Branches; readonly onError: Branches };
  readonly states?: Readonly<Record<string, Node>>;
}

const listOf = <Item>(items: Item | readonly Item[] | undefined): readonly Item[] =>
  items === undefined ? [] : ([items].flat() as readonly Item[]);

const mapped = <From, To>(
  values: Readonly<Record<string, From>>,
  change: (value: From, name: string) => To,
) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));

/** The names of all transitions of a node: its place, its event, and which of several branches it is. */
export function declared(node: Node = CHART, place: string = CHART.id): string[] {
  const { on, after, always, invoke, states = {} } = node;
  const own = { ...on, ...after, ...(always && { always }) };
  const all = { ...own, ...(invoke && { done: invoke.onDone, error: invoke.onError }) };
  return [
    ...Object.entries(all).flatMap(([event, branches]) =>
      listOf(branches).map((_, index) => `${place} ${event} ${index}`),
    ),
    ...Object.entries(states).flatMap(([name, state]) => declared(state, `${place}.${name}`)),
  ];
}

/** A node as XState 6 takes it. */
function nodeOf(node: Node, parts: Parts, place: string): object {
  const { assigns, emits, guards, translate, onTaken } = parts;

  /** Runs actions one after the other. Returns the context after the last one. */
  function act(
    names: Branch['actions'] | Node['entry'],
    args: Args,
    enq: Parameters<SixFunction<object>>[1],
  ) {
    let context: ActorContext = args.context;
    for (const name of listOf(names)) {
      const assign = assigns[name];
      const now = { context, event: args.event };
      if (assign) context = inContext(assign(now));
      else enq.emit((emits[name] as (args: Args) => MemberEmitted)(now));
    }
    return context;
  }

  /** The first branch whose guard is true. */
  const choose =
    (branches: Branches, on: string): SixFunction<object | undefined> =>
    ({ context, event }, enq) => {
      const { route = null } = context as ActorContext;
      const args: Args = { context, event: translate(event), route };
      for (const [index, { guard, target, actions }] of listOf(branches).entries()) {
        if (guard !== undefined && !guards[guard]?.(args)) continue;
        onTaken?.(`${place} ${on} ${index}`);
        return { ...(target !== undefined && { target }), context: act(actions, args, enq) };
      }
      return undefined;
    };

  const { on, after, always, entry, invoke, states, ...rest } = node;
  return {
    ...rest,
    ...(on && { on: mapped(on, choose) }),
    ...(after && { after: mapped(after, choose) }),
    ...(always && { always: choose(always, 'always') }),
    ...(states && {
      states: mapped(states, (state, name) => nodeOf(state, parts, `${place}.${name}`)),
    }),
    ...(invoke && {
      invoke: {
        ...invoke,
        onDone: choose(invoke.onDone, 'done'),
        onError: choose(invoke.onError, 'error'),
      },
    }),
    ...(entry && {
      entry: (({ context, event }, enq) => {
        act(entry, { context, event: translate(event) }, enq);
      }) as SixFunction<void>,
    }),
  };
}

/** The actors of a port, as XState 6 runs them. */
export const sixActors = (port: MemberPort, now?: () => number) =>
  createMemberActors(port, {
    ...(now && { now }),
    fromPromise: ((run: never) => six.createAsyncLogic({ run })) as never,
  });

/** Builds the machine. */
export const machineOf = (actors: ReturnType<typeof sixActors>, parts: Parts = RIGHT) =>
  six
    .setup({
      actors,
      delays: mapped(
        DELAYS,
        (delay) =>
          ({ context, event }: { context: MemberContext; event: object }) =>
            delay({ context, event: parts.translate(event) }),
      ),
    })
    .createMachine({
      ...nodeOf(parts.chart as Node, parts, CHART.id),
      context: ({ input }: { readonly input: MemberInput }) =>
        inContext(onBeginning(checkInput(input))),
      output: ({ context }: { readonly context: MemberContext }) => outputOf(context),
    });
