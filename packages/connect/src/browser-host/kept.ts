import { isSameMember } from '@mx-member/machine/hosting';
import {
  checkRecord,
  type MemberId,
  type MemberInput,
  type MemberRecord,
} from '@mx-member/machine/step';

/** The lifecycle of a member, as it is stored and sent to other tabs. */
export interface KeptLifecycle {
  readonly record: MemberRecord;
  /** The starts that led to it, as {@link requestOf} names them. Repeating one of them starts nothing. */
  readonly asked: readonly string[];
}

/** The name of what a start asks for. */
export const requestOf = ({ job, baseline }: MemberInput): string =>
  JSON.stringify([job, baseline]);

/**
 * Checks a stored lifecycle. Another version of the page may have written it.
 * @throws {TypeError} if it is not a record of this member with the starts that led to it.
 */
export function checkKept(kept: unknown, member: MemberId): KeptLifecycle {
  const { record, asked } = Object(kept) as KeptLifecycle;
  if (
    !isSameMember(checkRecord(record).context.member, member) ||
    !Array.isArray(asked) ||
    asked.some((one) => typeof one !== 'string')
  )
    throw new TypeError('mx-member: this is not a record of the member.');
  return { record, asked };
}
