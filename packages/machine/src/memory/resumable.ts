import {
  type MemberContext,
  type MemberRecord,
  RECORD_VERSION,
  type RecordState,
} from '../data/types.ts';

/**
 * A record that rests on nothing which would be lost: neither on a timer, which would not come back, nor in a call, which
 * may have arrived or not. From all of them it goes on by polling MX: so a start is due, and answers are lost.
 */
export function recordAtRest(state: RecordState, context: MemberContext): MemberRecord {
  const [phase, place] = state.split('.');
  return {
    schema: RECORD_VERSION,
    state: (place ? `${phase}.reading` : state) as RecordState,
    context:
      place === 'submitting'
        ? { ...context, hint: 'none', lastSubmit: 'lost' }
        : { ...context, hint: 'none' },
  };
}
