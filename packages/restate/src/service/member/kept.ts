import { HostError, isSameMember } from '@mx-member/machine/hosting';
import { type MemberId, recordView } from '@mx-member/machine/step';
import { isCount } from '../is-count.ts';
import type { RestateLifecycle } from './state.ts';

/** Reads the state of a member, which may be damaged or written by another version. */

/** The other half of the range is left for later lifecycles. */
const MAX_LIFECYCLE = Number.MAX_SAFE_INTEGER / 2;

/** The lifecycle of a state, even if the state is unreadable. 0 if it has none. */
export function lifecycleOf(kept: unknown): number {
  const { lifecycle } = Object(kept) as Partial<RestateLifecycle>;
  return isCount(lifecycle) && lifecycle < MAX_LIFECYCLE ? lifecycle : 0;
}

/** Why a state cannot be read, without quoting it. `null` if it can be read. */
export function whyUnreadable(kept: unknown, member: MemberId): string | null {
  const { record } = Object(kept) as RestateLifecycle;
  try {
    recordView(record);
  } catch (thrown) {
    return thrown instanceof TypeError
      ? thrown.message.replace(/^mx-member: /, '').replace(/\.$/, '')
      : 'it is not a record';
  }
  if (!isSameMember(record.context.member, member)) return 'it is the record of another member';
  return lifecycleOf(kept) > 0 ? null : 'its lifecycle is missing';
}

/** The error for a member whose state cannot be read. */
export const unreadableState = (why: string): HostError =>
  new HostError(
    'unreadable',
    `The record of this member cannot be read: ${why}. It was not changed. A start with replace sets it aside.`,
  );
