import type { MemberView } from '@mx-member/machine/step';
import {
  type ObjectContext,
  type ObjectSharedContext,
  TimeoutError,
} from '@restatedev/restate-sdk/fetch';
import type { Listener, MemberHandlers, MemberState } from './state.ts';

/** Callers that wait for another view of a member. Each has an awakeable, so that nobody polls Restate. */

/** Waits for another view. @returns `null` when the wait has passed. */
export async function waitForView(
  context: ObjectSharedContext<MemberState>,
  name: string,
  revision: number,
  wait: number,
): Promise<MemberView | null> {
  const since = await context.date.now();
  const { id, promise } = context.awakeable<MemberView>();
  const listener = { id, revision, since, until: since + wait };
  const shown = await context.objectClient<MemberHandlers>({ name }, context.key).listen(listener);
  if (shown) return shown;
  try {
    return await promise.orTimeout(wait);
  } catch (thrown) {
    if (!(thrown instanceof TimeoutError)) throw thrown;
    context.objectSendClient<MemberHandlers>({ name }, context.key).unlisten(id);
    return null;
  }
}

/**
 * Shows a view to all listeners that have another view.
 * @param newcomer Waits from now on, unless the view is another one already.
 * @returns The view if the newcomer need not wait.
 */
export async function notifyListeners(
  context: ObjectContext<MemberState>,
  view: MemberView,
  newcomer: Listener | null = null,
): Promise<MemberView | null> {
  const listeners = (await context.get('listeners')) ?? [];
  const isServed = newcomer !== null && newcomer.revision !== view.revision;
  const served = listeners.filter(({ revision }) => revision !== view.revision);
  for (const { id } of served) context.resolveAwakeable(id, view);
  // A caller whose call was killed never leaves by itself.
  const waiting = listeners.filter(
    ({ revision, until }) => revision === view.revision && until >= (newcomer?.since ?? 0),
  );
  const all = newcomer && !isServed ? [...waiting, newcomer] : waiting;
  if (all.length !== listeners.length || (newcomer && !isServed)) keepListeners(context, all);
  return isServed ? view : null;
}

export async function removeListener(
  context: ObjectContext<MemberState>,
  id: string,
): Promise<void> {
  const listeners = (await context.get('listeners')) ?? [];
  const others = listeners.filter((listener) => listener.id !== id);
  if (others.length < listeners.length) keepListeners(context, others);
}

function keepListeners(context: ObjectContext<MemberState>, listeners: readonly Listener[]): void {
  if (listeners.length === 0) context.clear('listeners');
  else context.set('listeners', listeners);
}
