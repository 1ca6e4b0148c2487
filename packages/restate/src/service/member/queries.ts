import { type SeenLogins, seenAtEnd } from '@mx-member/http/create';
import { isOver, type MemberView, recordView } from '@mx-member/machine/step';
import type { KeptStory } from '@mx-member/machine/trace';
import type { ObjectSharedContext } from '@restatedev/restate-sdk/fetch';
import type { AskedView } from '../../asked-view.ts';
import { orRefuse, refused } from '../errors.ts';
import type { MemberServiceSettings } from '../options.ts';
import { findKept } from './find-kept.ts';
import { waitOf } from './input.ts';
import { hasRoom, waitForView } from './listeners.ts';
import { known } from './restate-member.ts';
import type { MemberHandlers, MemberState } from './state.ts';

/** Calls that change nothing. They do not wait in the member's queue. */

type Context = ObjectSharedContext<MemberState>;

/**
 * `null` for an unknown member. Every creation asks for one, and the SDK logs an error as a warning with its stack.
 */
export async function findView(
  context: Context,
  settings: MemberServiceSettings,
): Promise<MemberView | null> {
  const kept = await findKept(context, settings);
  return kept && recordView(kept.record);
}

const viewMember = async (context: Context, settings: MemberServiceSettings): Promise<MemberView> =>
  recordView(known(await findKept(context, settings)).record);

/** What happened to the member, as it is kept. */
export async function storyOfMember(
  context: Context,
  settings: MemberServiceSettings,
): Promise<KeptStory> {
  known(await findKept(context, settings));
  return (await context.get('story')) ?? [];
}

/** The view for a caller who answers. */
export async function askedView(
  context: Context,
  settings: MemberServiceSettings,
): Promise<AskedView> {
  const { lifecycle, record } = known(await findKept(context, settings));
  return { lifecycle, view: recordView(record) };
}

/** What the member's last lifecycle has seen of its logins. `null` for an unknown member, and while it runs. */
export async function seenLogins(
  context: Context,
  settings: MemberServiceSettings,
): Promise<SeenLogins | null> {
  const kept = await findKept(context, settings);
  return kept && seenAtEnd(kept.record);
}

/**
 * Waits for another view. Returns the same view after the wait.
 *
 * @throws {TerminalError} 429 when too many callers wait.
 */
export async function nextView(
  context: Context,
  settings: MemberServiceSettings,
  body: unknown,
): Promise<MemberView> {
  const { name } = settings;
  const { revision, wait } = orRefuse(() => waitOf(body));
  const shown = await viewMember(context, settings);
  if (shown.revision !== revision || wait === 0) return shown;
  // A waiting caller takes two turns in the member's queue, so its place is checked before the first one.
  if (!(await hasRoom(context)))
    throw refused(429, 'Too many callers are waiting for this member.');
  return (await waitForView(context, name, revision, wait)) ?? shown;
}

/** A webhook arrived. The poll is a separate event. */
export async function hintMember(context: Context, settings: MemberServiceSettings): Promise<void> {
  const { name } = settings;
  const { record } = known(await findKept(context, settings));
  if (!isOver(record)) context.objectSendClient<MemberHandlers>({ name }, context.key).poll();
}
