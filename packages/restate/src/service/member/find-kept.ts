import type { ObjectSharedContext, Serde } from '@restatedev/restate-sdk/fetch';
import { memberOfKey } from '../../key.ts';
import { orRefuse } from '../errors.ts';
import { LENIENT_JSON } from '../json.ts';
import type { MemberServiceSettings } from '../options.ts';
import { unreadableState, whyUnreadable } from './kept.ts';
import type { MemberState, RestateLifecycle } from './state.ts';

/** Finds what is kept of a member in Restate. A state that cannot be read is reported, and left as it is. */

type Context = ObjectSharedContext<MemberState>;
type Reporting = Pick<MemberServiceSettings, 'onUnreadable' | 'onError'>;

/** The state as it is, which may be anything; `null` for none. */
export const rawKept = (context: Context): Promise<unknown> =>
  context.get('kept', LENIENT_JSON as Serde<RestateLifecycle>);

/** @throws {TerminalError} 422 for a state that cannot be read. */
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
