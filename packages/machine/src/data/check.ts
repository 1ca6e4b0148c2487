import { EVENT } from './event-shape.ts';
import { INPUT, RECORD, UNSAFE_INPUT } from './shapes.ts';
import { type MemberInput, type MemberRecord, RECORD_VERSION } from './types.ts';
import { firstError } from './validate.ts';

/** Checks of what comes from outside. Each error names the first field that is wrong, and quotes no text of a value. */

const inputError = (input: unknown): string | null => firstError(INPUT, input, 'input');
const unsafeInputError = (input: unknown): string | null =>
  firstError(UNSAFE_INPUT, input, 'input');

/** A pace that only the floor forbids is said to be allowed in another way. */
function safeInputError(input: MemberInput): string | null {
  const error = inputError(input);
  return error && unsafeInputError(input) === null
    ? `${error}, unless input.unsafePacing is true`
    : error;
}

const refuse = (error: string | null): void => {
  if (error !== null) throw new TypeError(`mx-member: ${error}.`);
};

/** Whether a record is in a final state: nothing more happens to it. */
export const isOver = ({ state }: MemberRecord): boolean =>
  state === 'connected' || state === 'failed';

/**
 * Checks what an actor is to be created with.
 * @throws {TypeError} that names the first field which is wrong. `createActor` keeps it as `snapshot.error` and reports
 *   it on `start`; call this first to have it thrown where the input is made.
 */
export function checkInput(input: MemberInput): MemberInput {
  const { unsafePacing } = Object(input) as Partial<MemberInput>;
  refuse(unsafePacing === true ? unsafeInputError(input) : safeInputError(input));
  const { member, after } = input;
  if (after === undefined) return input;
  if (!isOver(checkRecord(after))) refuse('input.after must be a record that has ended');
  const { userGuid, memberGuid } = after.context.member;
  if (userGuid !== member.userGuid || memberGuid !== member.memberGuid)
    refuse('input.after must be a record of the same member');
  return input;
}

/** What a record says twice must agree; the sentence ends after its path. */
function contradiction({ state, context }: MemberRecord): string | null {
  const { verdict, phase, job, pendingStart, challenges, reading } = context;
  switch (state) {
    case 'connected':
      return verdict.type === 'connected' && typeof verdict.fresh === 'boolean' && reading
        ? null
        : 'context.verdict must be connected, with a reading';
    case 'failed':
      return verdict.type === 'failed' && verdict.reason && verdict.nextStep
        ? null
        : 'context.verdict must be failed, with reason and nextStep';
    default:
      if (!state.startsWith(`${phase}.`)) return `context.phase must be that of the state ${state}`;
      if (verdict.type === 'connected' || verdict.type === 'failed')
        return `context.verdict must not be final in the state ${state}`;
      if (job === null && pendingStart !== 'none') return 'context.job is missing';
      if (state === 'aggregating.starting' && pendingStart !== 'due')
        return 'context.pendingStart must be due in the state aggregating.starting';
      if (state === 'aggregating.queued' && pendingStart !== 'otherJob')
        return 'context.pendingStart must be otherJob in the state aggregating.queued';
      return phase === 'challenged' && challenges.length === 0
        ? 'context.challenges is missing'
        : null;
  }
}

/**
 * Checks a record that comes from outside.
 * @throws {TypeError} that says what is wrong with it: another version, a missing field, a contradiction.
 */
export function checkRecord(record: MemberRecord): MemberRecord {
  const { schema } = Object(record) as Partial<MemberRecord>;
  refuse(
    schema !== undefined && schema !== RECORD_VERSION
      ? `record.schema must be ${RECORD_VERSION}: this record was written by another version`
      : firstError(RECORD, record, 'record'),
  );
  const clash = contradiction(record);
  refuse(clash && `record.${clash}`);
  return record;
}

/**
 * Checks an event of `step`.
 * @throws {TypeError} that says what is wrong with it. It quotes no answer.
 */
export function checkEvent<Event>(event: Event): Event {
  refuse(firstError(EVENT, event, 'event'));
  return event;
}
