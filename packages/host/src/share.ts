import type { MemberContext, MemberRecord, StepEvent } from '@mx-member/machine/step';

/** Parts of records that are the same for most members, so that they are in memory once. */
export type Share = (record: MemberRecord) => MemberRecord;

/** How many different values of one part are remembered: more would only be many members with values of their own. */
const MAX_VALUES = 64;

const SHARED = [
  'pacing',
  'deadlines',
  'observed',
  'verdict',
  'challenges',
  'answeredGuids',
  'problems',
] as const;

const isShareable = (value: unknown): boolean => !Array.isArray(value) || value.length === 0;

/** Makes a function that puts shared values in the place of equal ones. */
export function createShare(): Share {
  const known = new Map<string, unknown>();
  const sharedOf = <Value>(value: Value): Value => {
    if (!isShareable(value)) return value;
    const text = JSON.stringify(value);
    const found = known.get(text);
    if (found !== undefined) return found as Value;
    if (known.size < MAX_VALUES) known.set(text, value);
    return value;
  };
  return ({ schema, state, context }) => {
    const shared: Partial<Record<(typeof SHARED)[number], unknown>> = {};
    for (const part of SHARED) shared[part] = sharedOf(context[part]);
    return { schema, state, context: { ...context, ...(shared as Partial<MemberContext>) } };
  };
}

/** A poll that shows the questions of the record again: with those of the record, so that they are in memory once. */
export function withSharedQuestions(event: StepEvent, { context }: MemberRecord): StepEvent {
  if (event.type !== 'done' || event.reading.challenges.length === 0) return event;
  const { challenges } = context;
  if (JSON.stringify(event.reading.challenges) !== JSON.stringify(challenges)) return event;
  return { ...event, reading: { ...event.reading, challenges } };
}
