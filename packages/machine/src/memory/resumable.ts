import {
  type MemberContext,
  type MemberRecord,
  RECORD_VERSION,
  type RecordState,
} from '../data/types.ts';

/**
 * A record that depends on nothing which a crash loses: neither on a timer nor on a call under way. It goes on by polling MX, so a
 * start is due again, and answers under way are lost.
 */
export function resumableRecord(state: RecordState, context: MemberContext): MemberRecord {
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
