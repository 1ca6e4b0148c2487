/** MX's widget straight over the Platform API (v20250224), through a proxy that adds the key and the user. */

import { COMBINATION, JOBS } from '../../packages/connect/src/mx-widget/jobs.ts';
import { FIELDS, numberOf } from '../../packages/connect/src/mx-widget/values.ts';

interface Field {
  readonly guid: string;
  readonly type: string;
  readonly image_data?: string | null;
  readonly options?: readonly object[] | null;
  readonly image_options?: readonly object[] | null;
}
interface Member {
  readonly guid: string;
  readonly connection_status: string;
  readonly is_being_aggregated: boolean;
  readonly most_recent_job_guid: string;
  readonly challenges?: readonly Field[];
}
interface Institution {
  readonly medium_logo_url: string | null;
  readonly instructional_text: string | null;
  readonly supported_products: readonly string[];
}
interface Reply {
  readonly member: Member;
  readonly members: readonly Member[];
  readonly credentials: readonly Field[];
  readonly institution: Institution;
  readonly institutions: readonly Institution[];
}
interface Given {
  readonly guid: string;
  readonly credentials?: readonly object[];
  readonly is_oauth?: boolean;
  readonly rawInstitutionData: { readonly code: string };
}

interface Config {
  readonly data_request?: { readonly products: readonly string[]; readonly inferred?: boolean };
  readonly use_cases?: readonly string[];
}

async function call(method: string, path: string, body?: object): Promise<Reply> {
  const reply = await fetch(`/mx${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  const data = reply.status === 204 ? undefined : await reply.json();
  // The widget reads an error as axios has it.
  if (!reply.ok)
    throw Object.assign(new Error(`HTTP ${reply.status}`), {
      response: { status: reply.status, data },
    });
  return data;
}

const fieldOf = (one: Field) => ({ ...one, field_type: FIELDS[one.type] });
const questionOf = (one: Field) => ({
  ...fieldOf(one),
  ...(one.image_data && { meta_data: `data:image/png;base64,${one.image_data}` }),
  options: (one.options ?? one.image_options ?? []).map((option) => ({
    ...option,
    credential_guid: one.guid,
  })),
});
const memberOf = (member: Member, challenges: readonly Field[] = []) => ({
  ...member,
  connection_status: numberOf(member.connection_status),
  mfa: { credentials: challenges.map(questionOf) },
});

/** The Platform API cannot read a job. So the page notes the type of each job that it has started. */
const jobs = new Map<string, number>();

async function withQuestions(member: Member) {
  if (member.connection_status !== 'CHALLENGED') return memberOf(member);
  const status = await call('GET', `/USER/members/${member.guid}/status`);
  return memberOf(member, status.member.challenges);
}
const read = async (guid: string) =>
  withQuestions((await call('GET', `/USER/members/${guid}`)).member);

const institutionOf = (one: Institution) => ({
  ...one,
  logo_url: one.medium_logo_url,
  login_url: null,
  account_verification_is_enabled: one.supported_products.includes('account_verification'),
  instructional_data: { title: null, description: one.instructional_text, steps: null },
});
const institutionsOf = async (path: string) =>
  (await call('GET', path)).institutions.map(institutionOf);
const institution = async (key: string) =>
  institutionOf((await call('GET', `/institutions/${key}`)).institution);

/** The Platform API has no OAuth states. The message of the bank's page and the member's status replace them. */
const returned = new Map<string, string>();
addEventListener('message', ({ data }) => {
  if (data?.mx && data.type?.startsWith('oauthComplete/'))
    returned.set(data.metadata.member_guid, data.type);
});
async function oauthState(guid: string) {
  const state = { guid, outbound_member_guid: guid, inbound_member_guid: guid };
  const said = returned.get(guid);
  if (said === 'oauthComplete/error') return { ...state, auth_status: 3 };
  const member = await read(guid);
  const isPending = member.connection_status === numberOf('PENDING') && !member.is_being_aggregated;
  return { ...state, auth_status: said || !isPending ? 2 : 1 };
}

export const direct = {
  // With the questions, because the widget takes the current member from this list.
  loadMembers: async () =>
    Promise.all((await call('GET', '/USER/members')).members.map(withQuestions)),
  loadMemberByGuid: read,
  loadPopularInstitutions: () => institutionsOf('/institutions/favorites'),
  loadInstitutions: ({ search_name = '' }: { readonly search_name?: string }) =>
    institutionsOf(`/institutions?${new URLSearchParams({ name: search_name })}`),
  loadInstitutionByGuid: institution,
  loadInstitutionByCode: institution,
  getInstitutionCredentials: async (guid: string) =>
    (await call('GET', `/institutions/${guid}/credentials`)).credentials.map(fieldOf),
  getMemberCredentials: async (guid: string) =>
    (await call('GET', `/USER/members/${guid}/credentials`)).credentials.map(fieldOf),
  async addMember(
    { credentials, is_oauth = false, rawInstitutionData: { code } }: Given,
    { data_request, use_cases }: Config,
  ) {
    const given = { institution_code: code, is_oauth, ...(credentials && { credentials }) };
    const { member } = await call('POST', '/USER/members', {
      member: { ...given, ...(use_cases && { use_cases }) },
      ...(data_request && { data_request: { products: data_request.products } }),
    });
    jobs.set(member.most_recent_job_guid, data_request?.inferred === false ? COMBINATION : 0);
    return { member: memberOf(member) };
  },
  updateMember: async ({ guid, credentials }: Given, { use_cases }: Config) => {
    const member = { ...(credentials && { credentials }), ...(use_cases && { use_cases }) };
    return memberOf((await call('PUT', `/USER/members/${guid}`, { member })).member);
  },
  deleteMember: ({ guid }: Given) => call('DELETE', `/USER/members/${guid}`),
  async updateMFA({ guid, credentials: challenges }: Given) {
    const reply = await call('PUT', `/USER/members/${guid}/resume`, { member: { challenges } });
    return memberOf(reply.member);
  },
  async runJob(type: number, guid: string) {
    const { member } = await call('POST', `/USER/members/${guid}/${JOBS[type]}`);
    jobs.set(member.most_recent_job_guid, type);
    return memberOf(member);
  },
  loadJob: async (guid: string) => ({ guid, job_type: jobs.get(guid) ?? 0 }),
  async getOAuthWindowURI(guid: string) {
    returned.delete(guid);
    return (await call('GET', `/USER/members/${guid}/oauth_window_uri`)).member;
  },
  loadOAuthState: oauthState,
  loadOAuthStates: async ({
    outbound_member_guid: guid,
  }: {
    readonly outbound_member_guid: string;
  }) => [await oauthState(guid)],
};
