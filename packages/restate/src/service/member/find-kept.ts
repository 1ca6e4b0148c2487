import type { ObjectSharedContext, Serde } from '@restatedev/restate-sdk/fetch';
import { memberOfKey } from '../../key.ts';
import { orRefuse } from '../errors.ts';
import { LENIENT_JSON } from '../json.ts';
import type { MemberServiceSettings } from '../options.ts';
import { unreadableState, whyUnreadable } from './kept.ts';
import type { MemberState, RestateLifecycle } from './state.ts';

/** Reads the state of a member in Restate. An unreadable state is reported, and left unchanged. */

type Context = ObjectSharedContext<MemberState>;
type Reporting = Pick<MemberServiceSettings, 'onUnreadable' | 'onError'>;

/** The stored state, which may be any value. `null` if nothing is stored. */
export const rawKept = (context: Context): Promise<unknown> =>
  context.get('kept', LENIENT_JSON as Serde<RestateLifecycle>);

/** @throws {TerminalError} 422 for an unreadable state. */
export async function findKept(
  context: Context,
  { onUnreadable, onError }: Reporting,
): Promise<RestateLifecycle | null> {
  const kept = await rawKept(context);
  if (kept === null) return null;
  const member = orRefuse(() => memberOfKey(context.key));
  const why = whyUnreadable(kept, member);
  if (why === null) return kept as RestateLifecycle;
  const error = unreadableState(why);
  if (onUnreadable) onUnreadable({ member, why });
  else onError(error, 'record');
  return orRefuse(() => {
    throw error;
  });
}
