import type { Mx } from '@mx-member/adapters/mx';
import type { MemberId } from '@mx-member/machine/step';

/**
 * Creates a user and a member at the simulated MX Bank, without starting a job. The client speaks v20111101. @param
 * password Scripts the bank: `simulate:text,token`.
 */
export async function createMember(mx: Mx, password: string): Promise<MemberId> {
  const { userGuid } = await mx.createUser();
  const institutionCode = 'mxbank';
  const fields = await mx.institutionCredentials({ institutionCode });
  const { member } = await mx.createMember({
    userGuid,
    institutionCode,
    skipAggregation: true,
    credentials: fields.map(({ guid, fieldName }) => ({
      guid,
      value: fieldName === 'LOGIN' ? 'mxuser' : password,
    })),
  });
  return member;
}
