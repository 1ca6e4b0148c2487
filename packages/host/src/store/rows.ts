import { isSameMember, type Unreadable } from '@mx-member/machine/hosting';
import {
  checkRecord,
  type MemberId,
  type MemberRecord,
  type MemberView,
} from '@mx-member/machine/step';
import type { OutcomeRow, RecordRow } from './store.ts';

/** Records and outcomes as rows of a store, and back. */

/** An outcome that is on its way to `onEnded`. */
export interface Outcome {
  readonly member: MemberId;
  readonly view: MemberView;
}

/** A kept row that this version cannot read. */
export class UnreadableRow extends Error implements Unreadable {
  override readonly name = 'UnreadableRow';
  /** Whose row it is. */
  readonly member: MemberId;
  /** Why it cannot be read. It quotes nothing of the row. */
  readonly why: string;
  constructor(member: MemberId, why: string) {
    super(`A kept row of a member cannot be read: ${why}.`);
    this.member = member;
    this.why = why;
  }
}

export const toRecordRow = (record: MemberRecord, endedAt: number | null): RecordRow => ({
  type: 'record',
  member: record.context.member,
  text: JSON.stringify(record),
  endedAt,
});

export const toOutcomeRow = ({ member, view }: Outcome): OutcomeRow => ({
  type: 'outcome',
  member,
  revision: view.revision,
  text: JSON.stringify(view),
});

/** How a text begins that `encryptStore` has encrypted. */
export const ENCRYPTED = 'encrypted:';

function parse(member: MemberId, text: string): unknown {
  if (text.startsWith(ENCRYPTED))
    throw new UnreadableRow(member, 'it is encrypted, and this host has no key that opens it');
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableRow(member, 'its text is not JSON');
  }
}

/** The sentence of the check of a record, as a part of another sentence. */
const reasonOf = (thrown: unknown): string =>
  thrown instanceof TypeError
    ? thrown.message.replace(/^mx-member: /, '').replace(/\.$/, '')
    : 'it is not a record';

/**
 * Reads a kept record.
 * @param read Checks the record, and may do more.
 * @throws {UnreadableRow} when the text is damaged, of another version, or the record of another member.
 */
export function readRecord<Result = MemberRecord>(
  { member, text }: RecordRow,
  read: (record: MemberRecord) => Result,
): Result {
  const record = parse(member, text) as MemberRecord; // `read` checks it.
  let result: Result;
  try {
    result = read(record);
  } catch (thrown) {
    throw new UnreadableRow(member, reasonOf(thrown));
  }
  if (!isSameMember(record.context.member, member))
    throw new UnreadableRow(member, 'it holds the record of another member');
  return result;
}

/** The record of a row. @throws {UnreadableRow} as {@link readRecord} does. */
export const checkedRecord = (row: RecordRow): MemberRecord => readRecord(row, checkRecord);

/** Reads a kept outcome. @throws {UnreadableRow} when its text is damaged. */
export function readOutcome({ member, revision, text }: OutcomeRow): Outcome {
  const view = parse(member, text) as MemberView; // Checked as far as it has to be delivered.
  if (Object(view).revision !== revision || !Object(view).outcome)
    throw new UnreadableRow(member, 'its text is not the outcome that it says it is');
  return { member, view };
}
