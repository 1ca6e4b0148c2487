import type { Mx } from '@mx-member/adapters/mx';
import type { MemberHost, MemberId, MemberView } from '@mx-member/machine/step';

/** Members at the bank, and the users behind them. */

/** Quick, so that much happens in little time. In ms. */
export const PACING = {
  first: 300,
  spread: 300,
  busy: 1_000,
  busyMost: 1_000,
  needsUser: 1_000,
  needsUserMost: 1_000,
  failedMost: 2_000,
};

/** A member that never had a job. */
const NEW_MEMBER = {
  connectionStatus: 'CREATED',
  aggregatedAt: null,
  successfullyAggregatedAt: null,
};

export async function createMember(mx: Mx): Promise<MemberId> {
  const { userGuid } = await mx.createUser();
  const fields = await mx.institutionCredentials({ institutionCode: 'mxbank' });
  const { member } = await mx.createMember({
    userGuid,
    institutionCode: 'mxbank',
    skipAggregation: true,
    credentials: fields.map(({ guid, fieldName }) => ({
      guid,
      value: fieldName === 'LOGIN' ? 'mxuser' : 'simulate:text,token',
    })),
  });
  return member;
}

/** A user: starts, and answers each question that is asked. @returns The last view. */
export async function user(
  host: MemberHost,
  member: MemberId,
  numberOf: () => number,
): Promise<MemberView> {
  let view = await host.start({ member, job: 'aggregate', baseline: NEW_MEMBER });
  const answered = new Set<number>();
  while (!view.outcome) {
    const { needs, challenges, prompt, revision } = view;
    if (needs === 'answers' && !answered.has(prompt)) {
      answered.add(prompt);
      const value = `correct#${numberOf()}`;
      const answers = challenges.map(({ guid }) => ({ guid, value }));
      ({ view } = await host.answer(member, { answers, prompt }));
    } else view = await host.next(member, { revision });
  }
  return view;
}
