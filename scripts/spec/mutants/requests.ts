import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  begin,
  type MemberInput,
  type MemberRecord,
  recover,
  type Step,
  step,
} from '../../../packages/machine/src/index.ts';
import { type Vector, withoutSentences } from '../vector.ts';

/** Everything that the vectors ask, one request a line, so that a program answers all of it at once. */

const VECTORS = join(import.meta.dirname, '../../../packages/machine/spec/vectors');

const vectors: readonly Vector[] = readdirSync(VECTORS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .sort()
  .map((path) => JSON.parse(readFileSync(join(VECTORS, path), 'utf8')));

/** One question of a vector. */
export interface Question {
  readonly vector: string;
  /** The rules that the vector tests. */
  readonly rules: readonly string[];
  readonly request: object;
}

function recordAfter(act: () => Step): MemberRecord | null {
  try {
    return act().record;
  } catch {
    // It is refused.
    return null;
  }
}

/** What a vector asks, with the records of the machine: up to the first wrong answer every implementation has the same. */
export function* questionsOf({ id: vector, rules, input, steps }: Vector): Generator<Question> {
  yield { vector, rules, request: { do: 'begin', input } };
  let last = recordAfter(() => begin(input as MemberInput));
  for (const one of steps) {
    const record = (one.record ?? last) as MemberRecord;
    const request =
      'event' in one ? { do: 'step', record, event: one.event } : { do: 'recover', record };
    yield { vector, rules, request };
    const act = () => ('event' in one ? step(record, one.event) : recover(record));
    last = recordAfter(act) ?? last;
  }
}

export const QUESTIONS: readonly Question[] = vectors.flatMap((vector) => [...questionsOf(vector)]);

/** An answer as the vectors compare it: without its number, its sentences, and the words of a refusal. */
export function comparable(line: string): string {
  const { id: _, refused, ...answer } = JSON.parse(line);
  return JSON.stringify(withoutSentences(refused === undefined ? answer : { refused: true }));
}
