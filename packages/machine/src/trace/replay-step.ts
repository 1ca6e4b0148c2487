import { begin, recover, stepUnchecked } from '../chart/step.ts';
import { checkRecord } from '../data/check.ts';
import type { MemberId, MemberInput, MemberRecord, Step, StepEvent } from '../data/types.ts';
import { problem } from '../mx/answers.ts';
import type { StepLine, TraceEvent } from './line.ts';
import { standInAnswers } from './stand-in-answers.ts';

/** Makes the step of a line again, under a stand-in id. */

const renamed = (record: MemberRecord, member: MemberId): MemberRecord =>
  record.context.member === member ? record : { ...record, context: { ...record.context, member } };

/** Converts a record of a trace to a record: its problems get their sentences back. */
function wholeRecord(record: MemberRecord, member: MemberId): MemberRecord {
  const { context } = record;
  const problems = context.problems.map(({ guid, code }) => problem(code, guid));
  return checkRecord({ ...record, context: { ...context, member, problems } });
}

function wholeInput(input: MemberInput, member: MemberId): MemberInput {
  const { after } = input;
  return { ...input, member, ...(after && { after: wholeRecord(after, member) }) };
}

/** Converts an event of a trace to an event of `step`. An event without a turn belongs to the pending call or wait. */
function wholeEvent(event: TraceEvent, { context }: MemberRecord): StepEvent {
  switch (event.type) {
    case 'challenge.answer':
      return standInAnswers(event, context.challenges);
    case 'status.changed':
    case 'cancel':
      return { type: event.type };
    default:
      return { turn: context.turn, ...event } as StepEvent;
  }
}

/**
 * Makes the step of a line.
 *
 * @param before The record before the event.
 * @param member The id to use.
 * @throws {TypeError} for an invalid input or record.
 */
export function stepOfLine(line: StepLine, before: MemberRecord | null, member: MemberId): Step {
  switch (line.type) {
    case 'begin':
      return begin(wholeInput(line.input, member));
    case 'recover':
      return recover(wholeRecord(line.record, member));
    case 'follow':
      return { record: wholeRecord(line.record, member), effects: [] };
    case 'event': {
      const record = renamed(before as MemberRecord, member);
      return stepUnchecked(record, wholeEvent(line.event, record));
    }
  }
}
