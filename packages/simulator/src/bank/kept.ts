import { institutionOf } from './institutions.ts';
import type { Member } from './member.ts';
import { BankRefusal } from './refusal.ts';
import type { User } from './user.ts';

/**
 * The state that a bank continues from, for example after a restart. It is plain JSON, without answers or credentials.
 */
export interface KeptBank {
  /** How many guids were made, so that no guid is made twice. */
  readonly guids: number;
  readonly users: readonly User[];
  readonly members: readonly Member[];
}

/** A user or a member that was written, or deleted. */
export type Written =
  | { readonly type: 'user'; readonly guid: string; readonly value: User | null }
  | { readonly type: 'member'; readonly guid: string; readonly value: Member | null };

/** A stored member with its institution. @throws BankRefusal 404 for an unknown institution. */
export function restoredMember(member: Member): Member {
  const institution = institutionOf(member.institution.code);
  if (!institution) throw new BankRefusal(404, 'The institution does not exist.');
  return { ...member, institution };
}
