import { HostError } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';

/** The key of a member's object. Each guid is encoded, so that ids of any characters name different members. */

const isId = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** @throws {HostError} `invalid` for ids that are not texts, or empty. */
export function objectKeyOf(member: MemberId): string {
  const { userGuid, memberGuid } = Object(member) as MemberId;
  if (!isId(userGuid) || !isId(memberGuid))
    throw new HostError('invalid', 'userGuid and memberGuid must be texts, and not empty.');
  try {
    return `${encodeURIComponent(userGuid)}/${encodeURIComponent(memberGuid)}`;
  } catch {
    throw new HostError('invalid', 'userGuid and memberGuid must be well-formed texts.');
  }
}

/** @throws {TypeError} for a key that {@link objectKeyOf} has not made. */
export function memberOfKey(key: string): MemberId {
  try {
    const [userGuid = '', memberGuid = '', ...rest] = key.split('/').map(decodeURIComponent);
    if (userGuid && memberGuid && rest.length === 0) return { userGuid, memberGuid };
  } catch {
    // Not encoded as one.
  }
  throw new TypeError('The key must be <userGuid>/<memberGuid>, each percent-encoded.');
}
