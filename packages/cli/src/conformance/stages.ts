import type { Vector } from './vectors.ts';

/**
 * The order in which a port grows, one kind of request after another. A vector belongs to the last stage that one of its requests
 * needs. So a port that supports the stages up to one of them passes all vectors up to that one.
 */
export const STAGES = [
  { name: 'begin', requests: ['begin'] },
  { name: 'polls', requests: ['elapsed', 'done readStatus'] },
  { name: 'start', requests: ['done startJob'] },
  { name: 'answers', requests: ['challenge.answer', 'done submitAnswers'] },
  { name: 'cancel', requests: ['cancel'] },
  { name: 'hints', requests: ['status.changed'] },
  { name: 'faults', requests: ['error readStatus', 'error startJob', 'error submitAnswers'] },
  { name: 'recover', requests: ['recover'] },
  { name: 'refusals', requests: ['refused'] },
  { name: 'health', requests: ['health'] },
] as const satisfies readonly { readonly name: string; readonly requests: readonly string[] }[];

export type PortStage = (typeof STAGES)[number]['name'];

/** The kinds of requests and replies that a vector has, such as `done startJob`. */
function kindsOf({ begin, steps }: Vector): ReadonlySet<string> {
  const eventKind = (event: unknown): string => {
    const { type, call } = Object(event);
    return call === undefined ? String(type) : `${type} ${call}`;
  };
  return new Set([
    'health' in begin ? 'health' : 'begin',
    ...[begin, ...steps].filter((expected) => 'refused' in expected).map(() => 'refused'),
    ...steps.map((step) => ('event' in step ? eventKind(step.event) : 'recover')),
  ]);
}

/** The place of a vector's stage in {@link STAGES}. */
const rankOf = (vector: Vector): number => {
  const kinds = kindsOf(vector);
  return STAGES.findLastIndex(({ requests }) => requests.some((request) => kinds.has(request)));
};

/** The stage of a vector. */
export const stageOf = (vector: Vector): PortStage => STAGES[rankOf(vector)]?.name ?? 'begin';

/** Sorts vectors by stage; within a stage the shortest is first, because its failure is the easiest to understand. */
export const inOrder = <Item extends { readonly vector: Vector }>(items: readonly Item[]): Item[] =>
  items
    .map((item) => ({ item, rank: rankOf(item.vector) }))
    .sort(
      (one, other) =>
        one.rank - other.rank || one.item.vector.steps.length - other.item.vector.steps.length,
    )
    .map(({ item }) => item);
