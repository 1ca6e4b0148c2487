import {
  type MemberContext,
  type MemberRecord,
  RECORD_VERSION,
  type RecordState,
} from '../data/types.ts';

/**
 * A record that does not depend on anything that a crash loses, such as a timer or a running call. It continues with a
 * poll, because a running start or running answers may or may not have arrived. Where the last verdict has led is not part of it.
 */
export function resumableRecord(
  state: RecordState,
  { route: _, ...context }: MemberContext & { readonly route?: unknown },
): MemberRecord {
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
