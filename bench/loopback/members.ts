import { createMx } from '@mx-member/adapters/mx';
import type { MemberId } from '@mx-member/machine';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';

export const KEYS = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };
/** The version that MX's SDK uses too. */
export const VERSION = 'v20111101';

/** No waits between the requests. */
export const PACING = { first: 0, spread: 0, busy: 0, busyMost: 0 };

/** The arguments of a contender's process. */
const [, , address = '', lanes = ''] = process.argv;
export const ADDRESS = new URL(address);

/** Creates one member for each lane. The bank asks one question in each job, and no job has started yet. */
export async function createMembers(): Promise<readonly MemberId[]> {
  const mx = createMx({ ...KEYS, environment: ADDRESS, version: VERSION });
  const fields = await mx.institutionCredentials({ institutionCode: 'mxbank' });
  const values: Record<string, string> = { LOGIN: 'mxuser', PASSWORD: 'challenge' };
  const credentials = fields.map(({ guid, fieldName }) => ({
    guid,
    value: values[fieldName] ?? '',
  }));
  const create = async (): Promise<MemberId> => {
    const { userGuid } = await mx.createUser();
    const request = { userGuid, institutionCode: 'mxbank', credentials, skipAggregation: true };
    return (await mx.createMember(request)).member;
  };
  return Promise.all(Array.from({ length: Number(lanes) }, create));
}
