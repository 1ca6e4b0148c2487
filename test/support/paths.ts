import {
  type Answer,
  type Challenge,
  type Fault,
  type FaultCode,
  type MemberInput,
  memberMachine,
  type Reading,
  type StampedReading,
} from '@mx-member/machine';
import { getAdjacencyMap, getShortestPaths } from '@xstate/graph';
import type {
  AnyEventObject,
  AnyMachineSnapshot,
  AnyStateMachine,
  AnyStateNode,
  AnyTransitionDefinition,
} from 'xstate';
import { initialTransition, transition } from 'xstate';
import { challenged, idle, MEMBER, running } from './fake-member.ts';

/** The machine with its internal events (`xstate.done…`) declared, for tools that send them. */
const model: AnyStateMachine = memberMachine;

/** The time of most events, and a time at which a second poll can confirm a finding. */
export const NOW = Date.UTC(2026, 0, 1);
export const LATER = NOW + 10_000;

const CALLS = ['startJob', 'readStatus', 'submitAnswers'] as const;
export type Call = (typeof CALLS)[number];

export const done = (call: Call, reading: Reading, at = NOW) => ({
  type: `xstate.done.actor.${call}`,
  output: { ...reading, at } satisfies StampedReading,
});
export const fails = (call: Call, code: FaultCode, at = NOW) => ({
  type: `xstate.error.actor.${call}`,
  error: { code, at } satisfies Fault,
});
/** Answers to the first prompt, or to another one. */
export const answerTo = (prompt: number, ...answers: Answer[]) => ({
  type: 'challenge.answer',
  answers,
  prompt,
});
export const answer = (...answers: Answer[]) => answerTo(1, ...answers);

/** All events of a member: every kind of reading and fault that a rule distinguishes, and every event of the host. */
const EVENTS: readonly AnyEventObject[] = [
  done('readStatus', idle(null)),
  done('startJob', running('CONNECTED')),
  fails('startJob', 'conflict'),
  fails('startJob', 'unreachable'),
  fails('startJob', 'badRequest'),
  done('readStatus', running('CREATED')),
  done('readStatus', running('CREATED'), LATER),
  done('readStatus', challenged('A')),
  done('readStatus', challenged('A'), LATER),
  done('readStatus', challenged('B', 'C')),
  done('readStatus', idle('PENDING')),
  done('readStatus', idle('CONNECTED')),
  done('readStatus', idle('CONNECTED'), LATER),
  done('readStatus', idle('DENIED')),
  fails('readStatus', 'unreachable'),
  fails('readStatus', 'unauthorized'),
  done('submitAnswers', running('RESUMED')),
  fails('submitAnswers', 'unreachable'),
  fails('submitAnswers', 'badRequest'),
  fails('submitAnswers', 'notAllowed'),
  fails('submitAnswers', 'forbidden'),
  answer({ guid: 'A', value: 'a' }),
  answer({ guid: 'B', value: 'b' }, { guid: 'C', value: 'c' }),
  answer(),
  { type: 'status.changed' },
  { type: 'cancel' },
];

/** The events that a snapshot accepts, with its timer if it has one. */
const heard = (snapshot: AnyMachineSnapshot): readonly AnyEventObject[] => {
  const [top, inner] = Object.entries(Object(snapshot.value))[0] ?? [];
  const timer = { type: `xstate.after.pollDelay.mxMember.${top}.${inner}` };
  return [...EVENTS, timer].filter((event) => snapshot.can(event));
};

/** Two snapshots with the same key behave alike on a path. The prompt is left out where no event names it. */
const key = ({ value, context }: AnyMachineSnapshot): string =>
  JSON.stringify([
    value,
    context.verdict.type,
    context.pendingStart,
    context.awaiting,
    context.lastSubmit,
    context.finding?.rule,
    context.ignoredSince === null,
    context.challenges.map(({ guid }: Challenge) => guid),
    context.answeredGuids.includes('A'),
    Math.min(context.prompt, 2),
    context.problems.length > 0,
    context.hint,
  ]);

/** The name of a transition: source, event, guard, target. */
export const nameOf = ({ source, eventType, guard, target }: AnyTransitionDefinition): string =>
  `${source.id} on ${eventType || 'always'} [${JSON.stringify(guard ?? true)}] -> ${target?.map(({ id }) => id) ?? source.id}`;

/** The names of all declared transitions. `always` transitions and guarded branches count separately. */
export function declared(): readonly string[] {
  const namesIn = (node: AnyStateNode): string[] => [
    ...[...node.transitions.values()].flat().map(nameOf),
    ...(node.always ?? []).map(nameOf),
    ...Object.values(node.states).flatMap(namesIn),
  ];
  return namesIn(model.root);
}

/** The start of a path: the input of a member. */
export const INPUT = { member: MEMBER, job: 'aggregate' } as const satisfies MemberInput;

const OPTIONS = {
  input: INPUT,
  events: heard,
  serializeState: key,
  limit: 200_000,
};

/** The events of a path. */
export type Path = readonly AnyEventObject[];

/** The path of a lifecycle with `rounds` rounds of one question each, which ends connected. */
export function pathOfRounds(rounds: number): {
  readonly guids: readonly string[];
  readonly path: Path;
} {
  const guids = Array.from({ length: rounds }, (_, round) => `ROUND-${round + 1}`);
  const poll = (phase: string) => ({ type: `xstate.after.pollDelay.mxMember.${phase}.waiting` });
  const path = [
    done('readStatus', idle(null)),
    done('startJob', running('CONNECTED')),
    ...guids.flatMap((guid, round) => [
      poll(round === 0 ? 'aggregating' : 'resumed'),
      done('readStatus', challenged(guid)),
      answerTo(round + 1, { guid, value: 'correct' }),
      done('submitAnswers', running('RESUMED')),
    ]),
    poll('resumed'),
    done('readStatus', running('RESUMED')),
    poll('resumed'),
    done('readStatus', idle('CONNECTED')),
    poll('resumed'),
    done('readStatus', idle('CONNECTED'), LATER),
  ];
  return { guids, path };
}

/** The snapshot at the end of a path, by the pure function. */
export const predict = (path: Path): AnyMachineSnapshot =>
  path.reduce<AnyMachineSnapshot>(
    (snapshot, event) => transition(model, snapshot, event)[0],
    initialTransition(model, INPUT)[0],
  );

/**
 * The graph merges snapshots that look alike, so a few of its paths cannot happen: a snapshot does not accept an
 * event on them.
 */
function canHappen(path: Path): boolean {
  let [snapshot] = initialTransition(model, INPUT) as [AnyMachineSnapshot, unknown];
  return path.every((event) => {
    const isHeard = snapshot.can(event);
    if (isHeard) [snapshot] = transition(model, snapshot, event) as [AnyMachineSnapshot, unknown];
    return isHeard;
  });
}

/** A shortest path to every state, by every event that leads there under every rule. */
export function shortestPaths(): readonly Path[] {
  const paths = new Map<string, Path>();
  for (const { state, steps } of getShortestPaths(model, OPTIONS as never)) {
    const { value, context } = state as AnyMachineSnapshot;
    const path = steps.slice(1).map(({ event }) => event);
    const kind = JSON.stringify([value, context.verdict.rule, path.at(-1)]);
    if (!paths.has(kind) && canHappen(path)) paths.set(kind, path);
  }
  return [...paths.values()];
}

/** Every path of up to `length` events that visits no state twice and can happen. */
export function simplePaths(length: number): readonly Path[] {
  const graph = getAdjacencyMap(model, OPTIONS as never);
  const from = (
    at: string,
    real: AnyMachineSnapshot,
    seen: readonly string[],
    path: Path,
  ): Path[] =>
    path.length === length
      ? []
      : Object.values(graph[at as keyof typeof graph]?.transitions ?? {}).flatMap(
          ({ state, event }: { state: unknown; event: unknown }) => {
            const next = key(state as AnyMachineSnapshot);
            if (seen.includes(next) || !real.can(event as AnyEventObject)) return [];
            const [then] = transition(model, real, event as AnyEventObject);
            const longer = [...path, event as AnyEventObject];
            return [longer, ...from(next, then, [...seen, next], longer)];
          },
        );
  const [first = ''] = Object.keys(graph);
  return from(first, initialTransition(model, INPUT)[0], [first], []);
}

/** With `oauth` and another job than `aggregate`: MX refuses the start. Only while the user may be at the bank's page is that no end. */
export const START_REFUSED: readonly AnyEventObject[] = [
  done('readStatus', idle('PENDING')),
  { type: 'xstate.after.pollDelay.mxMember.authorizing.waiting' },
  done('readStatus', idle('CONNECTED')),
  fails('startJob', 'notAllowed'),
];
