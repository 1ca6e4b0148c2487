import type { MemberContext, MemberRecord, StepEvent } from '@mx-member/machine/step';

/** Interning: parts that most records share are in memory only once. */

/** Replaces known parts of a record by equal ones. */
export type Intern = (record: MemberRecord) => MemberRecord;

/** How many values of one part are remembered. Further values would each belong to a single member. */
const MAX_VALUES = 64;

const INTERNED = [
  'pacing',
  'deadlines',
  'observed',
  'verdict',
  'challenges',
  'answeredGuids',
  'problems',
] as const;

const isInternable = (value: unknown): boolean => !Array.isArray(value) || value.length === 0;

export function createIntern(): Intern {
  const known = new Map<string, unknown>();
  const internedOf = <Value>(value: Value): Value => {
    if (!isInternable(value)) return value;
    const text = JSON.stringify(value);
    const found = known.get(text);
    if (found !== undefined) return found as Value;
    if (known.size < MAX_VALUES) known.set(text, value);
    return value;
  };
  return ({ schema, state, context }) => {
    const interned: Partial<Record<(typeof INTERNED)[number], unknown>> = {};
    for (const part of INTERNED) interned[part] = internedOf(context[part]);
    return { schema, state, context: { ...context, ...(interned as Partial<MemberContext>) } };
  };
}

/** Reuses the questions of the record if a poll shows the same ones, so that they are in memory only once. */
export function internQuestions(event: StepEvent, { context }: MemberRecord): StepEvent {
  if (event.type !== 'done' || event.reading.challenges.length === 0) return event;
  const { challenges } = context;
  if (JSON.stringify(event.reading.challenges) !== JSON.stringify(challenges)) return event;
  return { ...event, reading: { ...event.reading, challenges } };
}
