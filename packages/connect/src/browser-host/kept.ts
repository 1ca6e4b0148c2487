import { isSameMember } from '@mx-member/machine/hosting';
import {
  checkRecord,
  type MemberId,
  type MemberInput,
  type MemberRecord,
} from '@mx-member/machine/step';

/** What is kept of a member, in the storage and for other tabs. */
export interface KeptLifecycle {
  readonly record: MemberRecord;
  /** The starts that led to it, as {@link requestOf} names them: a start that is asked for again starts nothing. */
  readonly asked: readonly string[];
}

/** Names what a start asks for. */
export const requestOf = ({ job, baseline }: MemberInput): string =>
  JSON.stringify([job, baseline]);

/**
 * Takes what was kept by this version of the page or by another one.
 * @throws {TypeError} for anything that is not a record of this member with the starts that led to it.
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
