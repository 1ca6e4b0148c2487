import { isId, requireGuid, requireMember } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';

/** The key of a member's object. Each guid is percent-encoded, so that different members never share a key. */

/** @throws {HostError} `invalid` for malformed ids. */
export function objectKeyOf(member: MemberId): string {
  const { userGuid, memberGuid } = requireMember(member);
  return `${encodeURIComponent(userGuid)}/${encodeURIComponent(memberGuid)}`;
}

/** @throws {TypeError} for a key that {@link objectKeyOf} did not make. */
export function memberOfKey(key: string): MemberId {
  try {
    const [userGuid, memberGuid, ...rest] = key.split('/').map(decodeURIComponent);
    if (isId(userGuid) && isId(memberGuid) && rest.length === 0) return { userGuid, memberGuid };
  } catch {
    // The key is not percent-encoded correctly.
  }
  throw new TypeError('The key must be <userGuid>/<memberGuid>, each percent-encoded.');
}

/** The key of a user's object. @throws {HostError} `invalid` for a malformed id. */
export const userKeyOf = (userGuid: string): string =>
  encodeURIComponent(requireGuid('userGuid', userGuid));
