import type { MemberId } from '@mx-member/machine/step';
import { memberKey } from '../members/running-member.ts';
import { isCreation } from './creation-rows.ts';
import type { AsideRow, Erased, OutcomeRow, RecordRow } from './store.ts';

/** What was erased, from the rows or from their keys. */
export function erasedOf(
  rows: readonly Pick<RecordRow | OutcomeRow | AsideRow, 'type' | 'member'>[],
): Erased {
  const members = new Map<string, MemberId>();
  for (const { member } of rows) if (!isCreation(member)) members.set(memberKey(member), member);
  const count = (type: string) => rows.filter((row) => row.type === type).length;
  return {
    members: [...members.values()],
    records: count('record'),
    outcomes: count('outcome'),
    aside: count('aside'),
  };
}
