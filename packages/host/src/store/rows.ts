import type { Erased } from '@mx-member/http/host';
import { isSameMember } from '@mx-member/machine/hosting';
import {
  checkRecord,
  type MemberId,
  type MemberRecord,
  type MemberView,
} from '@mx-member/machine/step';
import { memberKey } from '../members/running-member.ts';
import { keptStory, restoreStory } from '../members/stories.ts';
import { isAboutNoMember } from './creation-rows.ts';
import { isLogins } from './login-rows.ts';
import type { AsideRow, OutcomeRow, RecordRow } from './store.ts';

/** Converts records and outcomes to rows of a store, and back. */

/** An outcome that is being delivered to `onEnded`. */
export interface Outcome {
  readonly member: MemberId;
  readonly view: MemberView;
}

/** A stored row that this version cannot read. */
export class UnreadableRow extends Error {
  override readonly name = 'UnreadableRow';
  /** The member of the row. */
  readonly member: MemberId;
  /** Why the row cannot be read. It does not quote the row. */
  readonly why: string;
  constructor(member: MemberId, why: string) {
    super(`A stored row of a member cannot be read: ${why}.`);
    this.member = member;
    this.why = why;
  }
}

/** The row of a record, with the story of its member. */
export const toRecordRow = (record: MemberRecord, endedAt: number | null): RecordRow => ({
  type: 'record',
  member: record.context.member,
  text: JSON.stringify({ ...record, story: keptStory(record.context.member) }),
  endedAt,
});

export const toOutcomeRow = ({ member, view }: Outcome): OutcomeRow => ({
  type: 'outcome',
  member,
  revision: view.revision,
  text: JSON.stringify(view),
});

/** The beginning of a text that `encryptStore` has encrypted. */
export const ENCRYPTED = 'encrypted:';

/** Why a row without its key cannot be read. */
export const NO_KEY = 'it is encrypted, and this host does not have its key';

function parse({ member, text, unreadable }: RecordRow | OutcomeRow): unknown {
  if (unreadable !== undefined) throw new UnreadableRow(member, unreadable);
  if (text.startsWith(ENCRYPTED)) throw new UnreadableRow(member, NO_KEY);
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableRow(member, 'its text is not JSON');
  }
}

/** The message of a record's check, as part of another sentence. */
const reasonOf = (thrown: unknown): string =>
  thrown instanceof TypeError
    ? thrown.message.replace(/^mx-member: /, '').replace(/\.$/, '')
    : 'it is not a record';

/**
 * Reads a stored record.
 *
 * @param read Checks the record, and may convert it.
 * @throws {UnreadableRow} when the text is damaged, has another format, or belongs to another member.
 */
export function readRecord<Result = MemberRecord>(
  row: RecordRow,
  read: (record: MemberRecord) => Result,
): Result {
  const { member } = row;
  const { story, ...record } = Object(parse(row));
  restoreStory(Object(record.context).member, story);
  let result: Result;
  try {
    result = read(record as MemberRecord); // `read` checks it.
  } catch (thrown) {
    throw new UnreadableRow(member, reasonOf(thrown));
  }
  if (!isSameMember(record.context.member, member))
    throw new UnreadableRow(member, 'it is the record of another member');
  return result;
}

/** The record of a row. @throws {UnreadableRow} like {@link readRecord}. */
export const checkedRecord = (row: RecordRow): MemberRecord => readRecord(row, checkRecord);

/** Reads a stored outcome. @throws {UnreadableRow} when its text is damaged. */
export function readOutcome(row: OutcomeRow): Outcome {
  const { member, revision } = row;
  const view = parse(row) as MemberView; // Only the fields that delivery needs are checked.
  if (Object(view).revision !== revision || !Object(view).outcome)
    throw new UnreadableRow(member, 'its text does not match its member and revision');
  return { member, view };
}

/** What was erased, from the rows or from their keys. */
export function erasedOf(
  rows: readonly Pick<RecordRow | OutcomeRow | AsideRow, 'type' | 'member'>[],
): Required<Erased> {
  const members = new Map<string, MemberId>();
  for (const { member } of rows)
    if (!isAboutNoMember(member)) members.set(memberKey(member), member);
  const count = (type: string) =>
    rows.filter((row) => row.type === type && !isLogins(row.member)).length;
  return {
    members: [...members.values()],
    records: count('record'),
    outcomes: count('outcome'),
    aside: count('aside'),
  };
}
