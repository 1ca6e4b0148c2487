import { begin, type MemberView, recordView } from '@mx-member/machine/step';

const { record } = begin({ member: { userGuid: 'USR-1', memberGuid: 'MBR-1' }, job: 'aggregate' });

/** The machine's first view, with the given fields replaced. */
export const view = (rest: Partial<MemberView> = {}): MemberView => ({
  ...recordView(record),
  ...rest,
});
