import type { MemberId } from '../data/types.ts';
import { HostError } from './contract.ts';

/** Control characters, marks that turn or hide letters, separators of lines, and halves of surrogate pairs. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * The one rule for ids that come from outside: 1 to 256 characters, none of them a control character, a mark that turns or hides
 * letters, or half of a surrogate pair. Ids reach logs and keys, and some stores make the same key of two such texts.
 */
export const isId = (id: unknown): id is string =>
  typeof id === 'string' && id.length > 0 && id.length <= 256 && !UNFIT.test(id);

/**
 * A member as a caller names it.
 * @throws {HostError} `invalid` unless both of its ids are ids ({@link isId}).
 */
export function requireMember(member: MemberId): MemberId {
  const { userGuid, memberGuid } = Object(member) as MemberId;
  if (!isId(userGuid) || !isId(memberGuid))
    throw new HostError(
      'invalid',
      'userGuid and memberGuid must be texts of 1 to 256 characters, without control characters.',
    );
  return { userGuid, memberGuid };
}
