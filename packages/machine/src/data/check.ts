import { EVENT } from './event-shape.ts';
import { INPUT, RECORD, UNSAFE_INPUT } from './shapes.ts';
import { type MemberInput, type MemberRecord, RECORD_VERSION } from './types.ts';
import { firstError } from './validate.ts';

/** Checks of values from outside. Each error names the first wrong field, and does not quote texts of the value. */

const inputError = (input: unknown): string | null => firstError(INPUT, input, 'input');
const unsafeInputError = (input: unknown): string | null =>
  firstError(UNSAFE_INPUT, input, 'input');

/** If only the minimum pace is violated, the error mentions `unsafePacing`. */
function safeInputError(input: MemberInput): string | null {
  const error = inputError(input);
  return error && unsafeInputError(input) === null
    ? `${error}, unless input.unsafePacing is true`
    : error;
}

const refuse = (error: string | null): void => {
  if (error !== null) throw new TypeError(`mx-member: ${error}.`);
};

/** Whether a record is in a final state. */
export const isOver = ({ state }: MemberRecord): boolean =>
  state === 'connected' || state === 'failed';

/**
 * Checks the input of an actor. `createActor` stores the error as `snapshot.error` and reports it on `start`. Call this
 * first to get the error where you make the input.
 *
 * @throws {TypeError} that names the first wrong field.
 */
export function checkInput(input: MemberInput): MemberInput {
  const { unsafePacing, baseline } = Object(input) as Partial<MemberInput> & { baseline?: unknown };
  if (baseline !== undefined)
    refuse(
      'input.baseline is of an earlier version: say with input.act what the person has done, or leave it out',
    );
  refuse(unsafePacing === true ? unsafeInputError(input) : safeInputError(input));
  const { member, after } = input;
  if (after === undefined) return input;
  if (!isOver(checkRecord(after))) refuse('input.after must be a record that has ended');
  const { userGuid, memberGuid } = after.context.member;
  if (userGuid !== member.userGuid || memberGuid !== member.memberGuid)
    refuse('input.after must be a record of the same member');
  return input;
}

/**
 * Checks that the fields of a record agree with each other. Returns the end of a sentence that begins with its path.
 */
function contradiction({ state, context }: MemberRecord): string | null {
  const { verdict, phase, job, pendingStart, challenges, reading } = context;
  switch (state) {
    case 'connected':
      return verdict.type === 'connected' &&
        typeof verdict.fresh === 'boolean' &&
        verdict.evidence &&
        reading
        ? null
        : 'context.verdict must be connected, with fresh, evidence and a reading';
    case 'failed':
      return verdict.type === 'failed' && verdict.reason && verdict.nextStep
        ? null
        : 'context.verdict must be failed, with reason and nextStep';
    default:
      if (!state.startsWith(`${phase}.`))
        return `context.phase must be the phase of the state ${state}`;
      if (verdict.type === 'connected' || verdict.type === 'failed')
        return `context.verdict must not be final in the state ${state}`;
      if (job === null && pendingStart !== 'none') return 'context.job is missing';
      if (state === 'aggregating.starting' && pendingStart !== 'due' && pendingStart !== 'otherJob')
        return 'context.pendingStart must be due or otherJob in the state aggregating.starting';
      if (state === 'aggregating.starting' && reading === null)
        return 'context.reading is missing in the state aggregating.starting';
      if (
        state === 'aggregating.queued' &&
        pendingStart !== 'otherJob' &&
        pendingStart !== 'joining'
      )
        return 'context.pendingStart must be otherJob or joining in the state aggregating.queued';
      if (pendingStart === 'joining' && job !== 'aggregate')
        return 'context.job must be aggregate while context.pendingStart is joining';
      return phase === 'challenged' && challenges.length === 0
        ? 'context.challenges is missing'
        : null;
  }
}

/**
 * Checks a record from outside.
 *
 * @throws {TypeError} that says what is wrong: another version, a missing field, or a contradiction.
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
 *
 * @throws {TypeError} that says what is wrong. It does not quote answers.
 */
export function checkEvent<Event>(event: Event): Event {
  refuse(firstError(EVENT, event, 'event'));
  return event;
}
