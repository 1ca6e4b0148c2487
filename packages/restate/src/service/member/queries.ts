import { isOver, type MemberView, recordView } from '@mx-member/machine/step';
import type { ObjectSharedContext } from '@restatedev/restate-sdk/fetch';
import { orRefuse } from '../errors.ts';
import { waitOf } from './input.ts';
import { waitForView } from './listeners.ts';
import { known } from './restate-member.ts';
import type { MemberHandlers, MemberState } from './state.ts';

/** Calls that change nothing. They run beside the member's queue. */

type Context = ObjectSharedContext<MemberState>;

export const viewMember = async (context: Context): Promise<MemberView> =>
  recordView(known(await context.get('kept')).record);

/** Waits for another view; the same one after the wait. @param name Of the object. */
export async function nextView(context: Context, name: string, body: unknown): Promise<MemberView> {
  const { revision, wait } = orRefuse(() => waitOf(body));
  const shown = await viewMember(context);
  if (shown.revision !== revision || wait === 0) return shown;
  return (await waitForView(context, name, revision, wait)) ?? shown;
}

/** A webhook: the poll is an event of its own. @param name Of the object. */
export async function hintMember(context: Context, name: string): Promise<void> {
  const { record } = known(await context.get('kept'));
  if (!isOver(record)) context.objectSendClient<MemberHandlers>({ name }, context.key).poll();
}
