import { isId, requireMember } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';

/** The key of a member's object. Each guid is encoded, so that ids of any characters name different members. */

/** @throws {HostError} `invalid` for ids that no member has. */
export function objectKeyOf(member: MemberId): string {
  const { userGuid, memberGuid } = requireMember(member);
  return `${encodeURIComponent(userGuid)}/${encodeURIComponent(memberGuid)}`;
}

/** @throws {TypeError} for a key that {@link objectKeyOf} has not made. */
export function memberOfKey(key: string): MemberId {
  try {
    const [userGuid, memberGuid, ...rest] = key.split('/').map(decodeURIComponent);
    if (isId(userGuid) && isId(memberGuid) && rest.length === 0) return { userGuid, memberGuid };
  } catch {
    // Not encoded as one.
  }
  throw new TypeError('The key must be <userGuid>/<memberGuid>, each percent-encoded.');
}

/** The key of the object of a user. @throws {HostError} `invalid` for what is no id. */
export const userKeyOf = (userGuid: string): string =>
  objectKeyOf({ userGuid, memberGuid: 'any' }).split('/')[0] ?? '';
