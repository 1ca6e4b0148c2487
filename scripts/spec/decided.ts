import type {
  MemberInput,
  MemberRecord,
  StampedReading,
} from '../../packages/machine/src/index.ts';
import { firstMemory } from '../../packages/machine/src/memory/first-memory.ts';
import { DECISIONS, type Judgement } from '../../packages/machine/src/rules/judge.ts';
import { factsOf, type ReadingFacts } from '../../packages/machine/src/rules/whose.ts';
import type { DecisionName } from './judging.ts';
import { type Question, questionsOf } from './questions.ts';
import type { Vector } from './vector.ts';
import { vectors } from './vectors.ts';

/** Which row of the table of decisions decides each reading of the vectors. */

/** A reading that was judged. */
export interface Decided {
  /** 0 is `begin`. */
  readonly step: number;
  readonly row: DecisionName;
  readonly facts: ReadingFacts;
  readonly judgement: Judgement;
}

/** The facts of the reading that a request brings; `null` if it brings none that is judged. */
function factsIn({ request }: Question): ReadingFacts | null {
  const {
    do: what,
    input,
    record,
    event,
  } = request as {
    readonly do: string;
    readonly input?: MemberInput;
    readonly record?: MemberRecord;
    readonly event?: {
      readonly call?: string;
      readonly turn?: number;
      readonly reading?: StampedReading;
    };
  };
  if (what === 'begin') return input?.look ? factsOf(input.look, firstMemory(input)) : null;
  const isPoll =
    event?.call === 'readStatus' &&
    event.turn === record?.context.turn &&
    record?.state.endsWith('.reading');
  return isPoll && record && event.reading ? factsOf(event.reading, record.context) : null;
}

/** The first row that holds. */
function decide(facts: ReadingFacts): Pick<Decided, 'row' | 'judgement'> {
  for (const [row, decision] of Object.entries(DECISIONS)) {
    const judgement = decision(facts);
    if (judgement) return { row: row as DecisionName, judgement };
  }
  throw new Error('no row of the table of decisions holds');
}

/** The row that decides each reading of the vectors, by the vector and the step. */
export const decisions = (): ReadonlyMap<string, string> =>
  new Map(
    vectors().flatMap((vector) =>
      decidedIn(vector).map(({ step, row }) => [`${vector.id} step ${step}`, row] as const),
    ),
  );

/** The readings of a vector that are judged, each with the row that decides. A request that is refused brings none. */
export const decidedIn = (vector: Vector): readonly Decided[] =>
  [...questionsOf(vector)].flatMap((question, step) => {
    const came = step === 0 ? vector.begin : vector.steps[step - 1];
    const facts = came && 'refused' in came ? null : factsIn(question);
    return facts ? [{ step, facts, ...decide(facts) }] : [];
  });
