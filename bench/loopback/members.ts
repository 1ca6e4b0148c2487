import { createMx } from '@mx-member/adapters/mx';
import type { MemberId } from '@mx-member/machine';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';

export const KEYS = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };
/** The one that MX's SDK speaks too. */
export const VERSION = 'v20111101';

/** No waits between the requests. */
export const PACING = { first: 0, spread: 0, busy: 0, busyMost: 0 };

/** What a contender's process is started with. */
const [, , address = '', lanes = ''] = process.argv;
export const ADDRESS = new URL(address);

/** Members whose bank asks one question in each job; none has a job yet. One for each lane. */
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
