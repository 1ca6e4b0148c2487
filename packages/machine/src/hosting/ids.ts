import type { MemberId } from '../data/types.ts';
import { HostError } from './contract.ts';

/** Control characters, marks that reverse or hide letters, line separators, and lone surrogates. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * The rule for ids from outside: 1 to 256 characters, without control characters, marks that reverse or hide letters,
 * and lone surrogates. Ids are used in logs and keys, and some stores convert two such texts to the same key.
 */
export const isId = (id: unknown): id is string =>
  typeof id === 'string' && id.length > 0 && id.length <= 256 && !UNFIT.test(id);

/** @throws {HostError} `invalid` unless it is a valid id ({@link isId}). */
export function requireGuid(name: keyof MemberId, guid: string): string {
  if (isId(guid)) return guid;
  throw new HostError(
    'invalid',
    `${name} must be a text of 1 to 256 characters, without control characters.`,
  );
}

/**
 * Checks the ids of a member.
 *
 * @throws {HostError} `invalid` unless both are valid ids ({@link isId}).
 */
export function requireMember(member: MemberId): MemberId {
  const { userGuid, memberGuid } = Object(member) as MemberId;
  return {
    userGuid: requireGuid('userGuid', userGuid),
    memberGuid: requireGuid('memberGuid', memberGuid),
  };
}
