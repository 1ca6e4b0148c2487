import type { MemberId } from '@mx-member/machine/step';
import { toCredentialFields, toMember, toPage } from './decode.ts';
import {
  toWireChanges,
  toWireCredentials,
  toWireNewMember,
  toWireOauth,
  toWirePaging,
} from './encode.ts';
import type { Mx } from './mx.ts';
import { entriesOf } from './pages.ts';
import type { MxCallOptions } from './port/call-options.ts';
import type { Http } from './port/http.ts';
import { readChallenges, readMember } from './port/member-pages.ts';
import { pathOf } from './port/paths.ts';
import { type CallbackPayload, type MxVersion, toWireHeaders } from './port/request.ts';
import { MemberBody } from './port/wire.ts';
import { CredentialsBody, MembersBody, NewMemberBody, Nothing, OauthBody } from './schemas.ts';
import type { MemberDetails } from './types.ts';

const MAX_CREDENTIAL_FIELDS = 100;

/** MX has created the member and started a job. 200 and 201 say that the member was created, and nothing of a job (D-CREATE). */
const JOB_REQUESTED = 202;

/** The calls that make MX log in at the bank. */
type LoginCalls = Pick<
  Mx,
  | 'institutionCredentials'
  | 'createMember'
  | 'updateCredentials'
  | 'updateMember'
  | 'oauthWindowUri'
>;

/** The calls about an existing member. */
type MemberCalls = Pick<
  Mx,
  'readMember' | 'listMembers' | 'members' | 'deleteMember' | 'listChallenges'
>;

const named = (userGuid: string, { guid }: { readonly guid: string }): MemberId => ({
  userGuid,
  memberGuid: guid,
});

async function putMember(
  http: Http,
  { member, ...extra }: CallbackPayload & { readonly member: MemberId },
  changes: object,
  options: MxCallOptions = {},
): Promise<MemberDetails> {
  const body = { member: changes };
  const [path, headers] = [pathOf(member), toWireHeaders(extra)];
  const call = { method: 'put', path, body, headers, schema: MemberBody, ...options } as const;
  return toMember(member, (await http(call)).member);
}

/** The calls that create a member, or give it new credentials. */
export function loginCalls(http: Http, version: MxVersion): LoginCalls {
  return {
    async institutionCredentials({ institutionCode }, options) {
      const path = ['institutions', institutionCode, 'credentials'];
      const query = { records_per_page: MAX_CREDENTIAL_FIELDS };
      return toCredentialFields(
        await http({ method: 'get', path, query, schema: CredentialsBody, ...options }),
      );
    },

    async createMember(request, options) {
      const path = ['users', request.userGuid, 'members'];
      const body = toWireNewMember(request, version);
      const headers = toWireHeaders(request);
      const call = { method: 'post', path, body, headers, schema: NewMemberBody } as const;
      let isAccepted = false;
      const onAccepted = (status: number) => {
        isAccepted = status === JOB_REQUESTED;
      };
      const { member } = await http({ ...call, ...options, onAccepted });
      const created = toMember(named(request.userGuid, member), member);
      // A 201 says that a product failed, and not whether another job runs.
      const isJobRequested = isAccepted || created.reading.isBeingAggregated === true;
      return { ...created, isJobRequested };
    },

    updateCredentials: async (request, options) =>
      putMember(http, request, toWireCredentials(request, version), options),

    updateMember: async (request, options) =>
      putMember(http, request, toWireChanges(request), options),

    async oauthWindowUri({ member, ...request }, options) {
      const path = [...pathOf(member), 'oauth_window_uri'];
      const query = { ...toWireOauth(request), skip_aggregation: request.skipAggregation };
      const call = { method: 'get', path, query, schema: OauthBody, ...options } as const;
      return { oauthWindowUri: (await http(call)).member.oauth_window_uri };
    },
  };
}

/** The calls that list, read and delete members. */
export function memberCalls(http: Http): MemberCalls {
  const listMembers: Mx['listMembers'] = async ({ userGuid, useCase, ...paging }, options) => {
    const path = ['users', userGuid, 'members'];
    const query = { ...toWirePaging(paging), use_case: useCase };
    const call = { method: 'get', path, query, schema: MembersBody, ...options } as const;
    const { pagination, members } = await http(call);
    return {
      ...toPage(pagination, members.length),
      members: members.map((wire) => toMember(named(userGuid, wire), wire)),
    };
  };

  return {
    async readMember({ member }, options) {
      return toMember(member, await readMember(http, member, options));
    },

    listMembers,

    members: ({ page, ...request }, options) =>
      entriesOf(
        (page) => listMembers({ ...request, page }, options),
        (page) => page.members,
        page,
      ),

    async deleteMember({ member }, options) {
      await http({ method: 'delete', path: pathOf(member), schema: Nothing, ...options });
    },

    listChallenges: ({ member }, options) => readChallenges(http, member, options),
  };
}
