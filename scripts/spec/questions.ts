import {
  begin,
  type MemberInput,
  type MemberRecord,
  recover,
  type Step,
  step,
} from '../../packages/machine/src/index.ts';
import type { Vector } from './vector.ts';

/** What a vector asks of an implementation, one request after the other. */

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
