import { type Creation, type CreationId, isSettled } from '@mx-member/http/create';
import { HostError } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import { isLogins } from './login-rows.ts';
import type { RecordRow } from './store.ts';

/**
 * Creations as rows of a store. Each is stored as the record of a member without a guid, so every store can keep them.
 */

/** Neither a guid of MX nor an id of a client contains a colon (D-USR). */
const PREFIX = 'creation:';

const nameOf = ({ userGuid, id }: CreationId): MemberId => ({
  userGuid,
  memberGuid: `${PREFIX}${id}`,
});

/** Whether a row, or its key, is about a creation. */
export const isCreation = ({ memberGuid }: MemberId): boolean =>
  String(memberGuid).startsWith(PREFIX);

/** Whether a row, or its key, is about something else than a member at MX. */
export const isAboutNoMember = (member: MemberId): boolean =>
  isCreation(member) || isLogins(member);

/** The member under which a creation is stored. */
export const creationName = nameOf;

/** The row of a settled creation is removed after the retention. */
export const toCreationRow = (creation: Creation, now: number): RecordRow => ({
  type: 'record',
  member: nameOf(creation),
  text: JSON.stringify(creation),
  endedAt: isSettled(creation) ? now : null,
});

/** The row of a creation that had no effect. The next sweep removes it. */
export const toRemovedRow = (of: CreationId): RecordRow => ({
  type: 'record',
  member: nameOf(of),
  text: 'null',
  endedAt: 0,
});

/** The creation of a row. `null` for a removed one. @throws {HostError} `unreadable` for a damaged row. */
export function creationOf({ text }: Pick<RecordRow, 'text'>): Creation | null {
  try {
    return JSON.parse(text);
  } catch {
    throw new HostError(
      'unreadable',
      'The stored creation of this member cannot be read. It was not changed. Use a new id.',
    );
  }
}
