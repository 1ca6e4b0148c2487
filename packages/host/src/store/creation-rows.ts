import type { Creation, CreationId } from '@mx-member/http/create';
import { HostError } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import type { RecordRow } from './store.ts';

/** Creations as rows of a store: each is a record of a member that has no guid yet. So every store keeps them. */

/** No guid of MX's and no id of a client's has a colon (D-USR). */
const PREFIX = 'creation:';

const nameOf = ({ userGuid, id }: CreationId): MemberId => ({
  userGuid,
  memberGuid: `${PREFIX}${id}`,
});

/** Whether a row, or what names one, is about a creation. */
export const isCreation = ({ memberGuid }: MemberId): boolean =>
  String(memberGuid).startsWith(PREFIX);

/** The member under which a creation is kept. */
export const creationName = nameOf;

/** Nothing is due for these: they are removed after the retention. */
const isSettled = ({ step }: Creation): boolean =>
  step === 'following' || step === 'needsCredentials';

export const toCreationRow = (creation: Creation, now: number): RecordRow => ({
  type: 'record',
  member: nameOf(creation),
  text: JSON.stringify(creation),
  endedAt: isSettled(creation) ? now : null,
});

/** A creation that nothing has come of: it goes with the next sweep. */
export const toRemovedRow = (of: CreationId): RecordRow => ({
  type: 'record',
  member: nameOf(of),
  text: 'null',
  endedAt: 0,
});

/** The creation of a row; `null` for one that was removed. @throws {HostError} `unreadable` for a row that is damaged. */
export function creationOf({ text }: Pick<RecordRow, 'text'>): Creation | null {
  try {
    return JSON.parse(text);
  } catch {
    throw new HostError(
      'unreadable',
      'What is kept of the creation of this member cannot be read. It was left as it is.',
    );
  }
}
