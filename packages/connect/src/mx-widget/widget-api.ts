import type {
  CreationClient,
  Credential,
  DirectoryClient,
  MemberAccess,
  MemberHost,
} from '@mx-member/machine/hosting';
import type { Job } from '@mx-member/machine/step';
import { readBankReturn } from '../connection/bank.ts';
import { whenCreated } from '../create/when-created.ts';
import { WidgetMembers } from './members.ts';
import { fieldOf, institutionOf, refusal } from './values.ts';

/** Options of {@link createMxWidgetApi}. */
export interface WidgetOptions {
  /** From `connectHost`. */
  readonly host: MemberHost & MemberAccess;
  /** From `connectCreations`. */
  readonly creations: CreationClient;
  /** From `connectDirectory`. */
  readonly directory: DirectoryClient;
}

/** The functions that MX's widget calls: its `apiService`. */
export type WidgetApi = ReturnType<typeof createMxWidgetApi>;

/** The jobs that the host can start, by the widget's numbers (CW). */
const JOBS: Readonly<Record<number, Job>> = { 0: 'aggregate', 1: 'verify', 2: 'identify' };

/**
 * Creates the `apiService` of MX's widget over a host. Install `@mxenabled/connect-widget` and React 18 yourself. Call
 * this once for a page, because it listens for the messages of the bank's pages.
 *
 * It does not serve micro-deposits, manual accounts, support requests and consent pages. Its functions reject with the
 * errors of `host`, `creations` and `directory`. A refused creation also has `response.status`, which the widget reads.
 */
export function createMxWidgetApi(options: WidgetOptions) {
  const members = new WidgetMembers(options.host, options.directory.members);
  return {
    ...institutionCalls(options),
    ...memberCalls(options, members),
    ...oauthCalls(options.host, members),
  };
}

function institutionCalls({ host, directory }: WidgetOptions) {
  const search = async (name: string) =>
    (await directory.institutions({ ...(name && { name }) })).institutions.map(institutionOf);
  const read = async (institutionCode: string) =>
    institutionOf(await directory.institution({ institutionCode }));
  return {
    loadPopularInstitutions: () => search(''),
    loadInstitutions: ({ search_name = '' }: { readonly search_name?: string }) =>
      search(search_name),
    loadInstitutionByGuid: read,
    loadInstitutionByCode: read,
    getInstitutionCredentials: async (institutionCode: string) =>
      (await host.institutionCredentials({ institutionCode })).map(fieldOf),
  };
}

function memberCalls({ host, creations }: WidgetOptions, members: WidgetMembers) {
  /** Creates a member with at most one login, also if a reply is lost. */
  async function create(request: Parameters<CreationClient['create']>[0]) {
    const sent = await creations.create(request).catch(() => creations.create(request));
    const created = await whenCreated(creations, sent, request.id);
    if (created.state === 'following') return created;
    throw refusal(created.state === 'conflict' ? 409 : 400, 'The member was not created.');
  }

  return {
    loadMembers: () => members.all(),
    loadMemberByGuid: (guid: string) => members.look(guid),
    async getMemberCredentials(guid: string) {
      const { institutionCode } = await members.find(guid);
      const of = { institutionCode: institutionCode ?? '' };
      return (await host.institutionCredentials(of)).map(fieldOf);
    },
    async addMember(given: {
      readonly credentials?: readonly Credential[];
      readonly is_oauth?: boolean;
      readonly rawInstitutionData: { readonly code: string; readonly name: string };
    }) {
      const { credentials = [], is_oauth: isOauth = false } = given;
      const { code: institutionCode, name } = given.rawInstitutionData;
      const login = isOauth ? { oauth: {} } : { credentials };
      const id = crypto.randomUUID();
      const { member, oauthWindowUri } = await create({ ...login, id, institutionCode });
      const one = { member, name, institutionCode, isOauth };
      members.add(one);
      const shown = members.show(one, await host.view(member));
      return { member: { ...shown, oauth_window_uri: oauthWindowUri } };
    },
    async updateMember(given: {
      readonly guid: string;
      readonly credentials: readonly Credential[];
    }) {
      const { guid, credentials } = given;
      const { member } = await members.find(guid);
      const { reading: baseline } = Object(await host.updateCredentials({ member, credentials }));
      return members.start(guid, { job: null, baseline });
    },
    async updateMFA(given: {
      readonly guid: string;
      readonly credentials: readonly Credential[];
      readonly prompt: number;
    }) {
      const { guid, prompt, credentials: answers } = given;
      const one = await members.find(guid);
      // If the reply is lost, the view says whether the host has the answers.
      const { view } = await host
        .answer(one.member, { answers, prompt })
        .catch(async () => ({ view: await host.view(one.member) }));
      return members.show(one, view);
    },
    runJob: (type: number, guid: string) =>
      members.start(guid, { job: JOBS[type] ?? 'aggregate' }, type),
    /** The guid of a job is its number. */
    loadJob: async (guid: string) => ({ guid, job_type: Number(guid) }),
  };
}

function oauthCalls(host: WidgetOptions['host'], members: WidgetMembers) {
  const returned = new Map<string, 'success' | 'error'>();

  globalThis.addEventListener?.('message', ({ data }) => {
    const message = readBankReturn(data);
    const guid = message?.member_guid;
    if (!message || !guid || !members.has(guid)) return;
    returned.set(guid, message.status);
    // Without a hint, the host polls a member whose person is at the bank seldom.
    members
      .find(guid)
      .then(({ member }) => host.hint(member))
      .catch(() => undefined);
  });

  /** `auth_status` is 1 while the person is at the bank, 2 after a success and 3 after an error (CW). */
  async function stateOf(guid: string) {
    const { needs, outcome, status } = await host.view((await members.find(guid)).member);
    // Before the first poll, the host does not know whether the person is at the bank.
    const isAtBank = needs === 'authorization' || (!outcome && !status);
    const isFailed = returned.get(guid) === 'error' || outcome?.outcome === 'failed';
    return {
      guid,
      inbound_member_guid: guid,
      outbound_member_guid: guid,
      auth_status: isFailed ? 3 : isAtBank ? 1 : 2,
    };
  }

  return {
    async getOAuthWindowURI(guid: string) {
      const { member } = await members.find(guid);
      returned.delete(guid);
      const { oauthWindowUri } = await host.oauthWindowUri({ member });
      return { guid, oauth_window_uri: oauthWindowUri };
    },
    loadOAuthState: stateOf,
    loadOAuthStates: async (asked: { readonly outbound_member_guid: string }) => [
      await stateOf(asked.outbound_member_guid),
    ],
  };
}
