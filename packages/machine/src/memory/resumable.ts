import {
  type MemberContext,
  type MemberRecord,
  RECORD_VERSION,
  type RecordState,
} from '../data/types.ts';

/**
 * A record that depends on nothing which a crash loses: neither on a timer nor on a call under way. It goes on by polling MX: a
 * start or answers under way may have arrived or not.
 */
export function resumableRecord(state: RecordState, context: MemberContext): MemberRecord {
  const [phase, place] = state.split('.');
  return {
    schema: RECORD_VERSION,
    state: (place ? `${phase}.reading` : state) as RecordState,
    context: {
      ...context,
      hint: 'none',
      ...(place === 'starting' && { pendingStart: 'unsure' }),
      ...(place === 'submitting' && { lastSubmit: 'lost' }),
    },
  };
}
