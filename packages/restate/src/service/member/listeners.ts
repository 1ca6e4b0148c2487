import type { MemberView } from '@mx-member/machine/step';
import {
  type ObjectContext,
  type ObjectSharedContext,
  TimeoutError,
} from '@restatedev/restate-sdk/fetch';
import type { Listener, MemberHandlers, MemberState } from './state.ts';

/** Callers that wait for another view of a member. Each has an awakeable, so that nobody has to poll Restate. */

type Context = ObjectContext<MemberState>;

/** How many callers can wait for one member. Callers of `createRestateHost` that know the same view count as one. */
const MAX_LISTENERS = 16;

/** Waits for another view. @returns `null` after the wait has passed. */
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

/** Whether one more caller may wait. */
export async function hasRoom(context: ObjectSharedContext<MemberState>): Promise<boolean> {
  const now = await context.date.now();
  const listeners = (await context.get('listeners')) ?? [];
  return listeners.filter(({ until }) => until >= now).length < MAX_LISTENERS;
}

/** Sends a view to all listeners that know another view. */
export async function notifyListeners(context: Context, view: MemberView): Promise<void> {
  const listeners = await listenersOf(context);
  const waiting = resolveOthers(context, listeners, view);
  if (waiting.length < listeners.length) keepListeners(context, waiting);
}

/** Adds a caller that waits for another view. @returns The view, if the caller does not have to wait. */
export async function addListener(
  context: Context,
  view: MemberView,
  newcomer: Listener,
): Promise<MemberView | null> {
  const listeners = await listenersOf(context);
  // Drops callers whose wait has passed. A caller whose call was killed does not remove itself.
  const waiting = resolveOthers(context, listeners, view).filter(
    ({ until }) => until >= newcomer.since,
  );
  if (newcomer.revision === view.revision && waiting.length < MAX_LISTENERS) {
    keepListeners(context, [...waiting, newcomer]);
    return null;
  }
  if (waiting.length < listeners.length) keepListeners(context, waiting);
  return view;
}

export async function removeListener(context: Context, id: string): Promise<void> {
  const listeners = await listenersOf(context);
  const others = listeners.filter((listener) => listener.id !== id);
  if (others.length < listeners.length) keepListeners(context, others);
}

async function listenersOf(context: Context): Promise<readonly Listener[]> {
  return (await context.get('listeners')) ?? [];
}

/** Resolves the listeners that know another view. @returns The remaining listeners. */
function resolveOthers(
  context: Context,
  listeners: readonly Listener[],
  view: MemberView,
): readonly Listener[] {
  for (const { id, revision } of listeners)
    if (revision !== view.revision) context.resolveAwakeable(id, view);
  return listeners.filter(({ revision }) => revision === view.revision);
}

function keepListeners(context: Context, listeners: readonly Listener[]): void {
  if (listeners.length === 0) context.clear('listeners');
  else context.set('listeners', listeners);
}
