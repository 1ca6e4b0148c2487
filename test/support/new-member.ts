import { createMx, type Mx } from '@mx-member/adapters/mx';
import type { MemberId } from '@mx-member/machine/step';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';

/** How a member that never had a job is before its first. */
export const NEVER_RAN = {
  connectionStatus: 'CREATED',
  aggregatedAt: null,
  successfullyAggregatedAt: null,
} as const;

/** A client of the simulated MX at an address. It speaks v20111101, in which a member can be made without a job. */
export const simulatedMx = (url: string): Mx =>
  createMx({
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    environment: new URL(url),
    version: 'v20111101',
  });

/**
 * Creates a user and a member at the simulated MX Bank, without starting a job. The client speaks v20111101.
 * @param password Says what happens: `simulate:text,token`.
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
