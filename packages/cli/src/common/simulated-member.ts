import type { Mx } from '@mx-member/adapters/mx';
import type { MemberId } from '@mx-member/machine';

/** Creates a user and a member at a simulated MX Bank. No job runs yet, so ours is the only one. */
export async function createSimulatedMember(
  mx: Mx,
  password: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<MemberId> {
  const institutionCode = 'mxbank';
  const { userGuid } = await mx.createUser({}, options);
  const fields = await mx.institutionCredentials({ institutionCode }, options);
  const credentials = fields.map(({ guid, fieldName }) => ({
    guid,
    value: fieldName === 'LOGIN' ? 'mxuser' : password,
  }));
  const { member } = await mx.createMember(
    { userGuid, institutionCode, credentials, skipAggregation: true },
    options,
  );
  return member;
}
