import { isOver, type MemberView, recordView } from '@mx-member/machine/step';
import type { ObjectSharedContext } from '@restatedev/restate-sdk/fetch';
import { orRefuse } from '../errors.ts';
import { waitOf } from './input.ts';
import { listen } from './listeners.ts';
import { known } from './member.ts';
import type { MemberHandlers, State } from './state.ts';

/** What callers ask of a member that changes nothing: these calls run beside the member's queue. */

type Context = ObjectSharedContext<State>;

export const view = async (context: Context): Promise<MemberView> =>
  recordView(known(await context.get('kept')).record);

/** Waits for another view; the same one after the wait. @param name Of the object. */
export async function next(context: Context, name: string, body: unknown): Promise<MemberView> {
  const { revision, wait } = orRefuse(() => waitOf(body));
  const shown = await view(context);
  if (shown.revision !== revision || wait === 0) return shown;
  return (await listen(context, name, revision, wait)) ?? shown;
}

/** A webhook: the poll is an event of its own. @param name Of the object. */
export async function hint(context: Context, name: string): Promise<void> {
  const { record } = known(await context.get('kept'));
  if (!isOver(record)) context.objectSendClient<MemberHandlers>({ name }, context.key).poll();
}
