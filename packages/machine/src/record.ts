import type { Snapshot, SnapshotFrom } from 'xstate';
import { outcome, startRequest, statusRequest } from './implementation.ts';
import type { memberMachine } from './machine.ts';
import { flaw, object, oneOf, type Schema } from './schema.ts';
import { CONTEXT } from './schemas.ts';
import type { MemberContext } from './types.ts';

/** The version of the record's shape. It changes when old records no longer fit. */
export const RECORD_VERSION = 1;

/** Every place in which a lifecycle can be. Records of `persist` are only where MX is asked next, or at an end. */
export const RECORD_STATES = [
  'aggregating.starting',
  'aggregating.queued',
  'aggregating.reading',
  'aggregating.waiting',
  'authorizing.reading',
  'authorizing.waiting',
  'challenged.reading',
  'challenged.waiting',
  'resumed.submitting',
  'resumed.reading',
  'resumed.waiting',
  'connected',
  'failed',
] as const;
export type RecordState = (typeof RECORD_STATES)[number];

/** A lifecycle as plain JSON. It holds no answer and no credential. */
export interface MemberRecord {
  readonly schema: typeof RECORD_VERSION;
  readonly state: RecordState;
  readonly context: MemberContext;
}

/** The shape of a record as JSON Schema. */
export const RECORD: Schema = object({
  schema: { const: RECORD_VERSION },
  state: oneOf(RECORD_STATES),
  context: CONTEXT,
});

type MemberSnapshot = SnapshotFrom<typeof memberMachine>;

/** A snapshot as it is, whatever it waits for. */
export function toRecord({
  value,
  context,
}: Pick<MemberSnapshot, 'value' | 'context'>): MemberRecord {
  const path = typeof value === 'string' ? [value] : (Object.entries(value)[0] ?? []);
  return { schema: RECORD_VERSION, state: path.join('.') as RecordState, context };
}

/**
 * A record that rests on nothing which would be lost: neither on a timer, which would not come back, nor in a call whose
 * answers it must not hold. From both it goes on by asking MX.
 */
export function atRest({ schema, state, context }: MemberRecord): MemberRecord {
  const [phase, place] = state.split('.');
  const starts = place === 'starting' || (place === 'queued' && context.pendingStart === 'fault');
  return {
    schema,
    state: (place ? `${phase}.${starts ? 'starting' : 'reading'}` : state) as RecordState,
    context: {
      ...context,
      // Whoever goes on reads at once, so news that was told of before is seen; whether answers arrived, is not known.
      hint: 'none',
      answerLost: context.answerLost || place === 'submitting',
    },
  };
}

/**
 * What to keep of a lifecycle, to go on from it later or elsewhere with {@link restore}.
 * @throws {Error} when the actor could not start, as with a bad input.
 */
export function persist(snapshot: MemberSnapshot): MemberRecord {
  if (snapshot.status === 'error')
    throw new Error('mx-member: this actor could not start, so there is nothing to keep.');
  return atRest(toRecord(snapshot));
}

/** What a record says twice must agree; the sentence ends after its path. */
function contradiction({ state, context }: MemberRecord): string | null {
  const { verdict, phase, job, pendingStart, challenges, reading } = context;
  switch (state) {
    case 'connected':
      return verdict.is === 'connected' && typeof verdict.fresh === 'boolean' && reading
        ? null
        : 'context.verdict must be connected, with a reading';
    case 'failed':
      return verdict.is === 'failed' && verdict.reason && verdict.nextStep
        ? null
        : 'context.verdict must be failed, with reason and nextStep';
    default:
      if (!state.startsWith(`${phase}.`)) return `context.phase must be that of the state ${state}`;
      if (verdict.is === 'connected' || verdict.is === 'failed')
        return `context.verdict must not be an end in the state ${state}`;
      if (job === null && (state === 'aggregating.starting' || pendingStart !== 'none'))
        return 'context.job is missing';
      if (state === 'aggregating.queued' && pendingStart !== 'otherJob' && pendingStart !== 'fault')
        return 'context.pendingStart must be otherJob or fault in the state aggregating.queued';
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
  const found =
    schema !== undefined && schema !== RECORD_VERSION
      ? `record.schema must be ${RECORD_VERSION}: this record was written by another version`
      : flaw(RECORD, record, 'record');
  const clash = found ? null : contradiction(record);
  if (found || clash) throw new TypeError(`mx-member: ${found ?? `record.${clash}`}.`);
  return record;
}

/**
 * Turns a record back into a snapshot: `createActor(machine, { snapshot: restore(record) })`. The actor's first act is
 * to ask MX; nothing that was sent before is sent again, but for a start whose reply was not seen.
 * @throws {TypeError} that says what is wrong with the record.
 */
export function restore(record: MemberRecord): Snapshot<unknown> {
  const rested = atRest(checkRecord(record));
  const { state } = rested;
  const [phase = '', place] = state.split('.');
  // Its first call is another one than that which `step` may have asked for.
  const context = { ...rested.context, turn: rested.context.turn + 1 };
  const args = { context, event: {} };
  const call = (src: string, input: unknown) => ({
    [src]: { src, syncSnapshot: false, snapshot: { status: 'active', input } },
  });
  const snapshot = {
    status: place ? 'active' : 'done',
    value: place ? { [phase]: place } : phase,
    context,
    historyValue: {},
    // XState runs these calls when the actor starts.
    children:
      place === 'starting'
        ? call('startJob', startRequest(args))
        : place === 'reading'
          ? call('readStatus', statusRequest(args))
          : {},
    output: place ? undefined : outcome(args),
    error: undefined,
  };
  return snapshot as Snapshot<unknown>;
}
