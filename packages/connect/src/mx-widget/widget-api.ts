import { isRefused } from '@mx-member/http/create';
import {
  type CreationClient,
  type CreationRequest,
  type Credential,
  type DirectoryClient,
  loginHoldOf,
  type MemberAccess,
  type MemberHost,
} from '@mx-member/machine/hosting';
import { whenCreated } from '../create/when-created.ts';
import { oauthOf, optionsOf, type WidgetConfig } from './config.ts';
import { readable, refusal } from './errors.ts';
import { COMBINATION, JOBS } from './jobs.ts';
import { WidgetMembers } from './members.ts';
import { oauthCalls } from './oauth.ts';
import { fieldOf, institutionOf } from './values.ts';

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

/**
 * The other functions of the widget (CW 2.10.1), by what they are for. Where the page gives none, the widget uses one
 * that does nothing, and shows a success.
 */
const NOT_SERVED = {
  'manual accounts': ['createAccount'],
  'deletion of members': ['deleteMember'],
  'micro-deposits': [
    'createMicrodeposit',
    'loadMicrodepositByGuid',
    'refreshMicrodepositStatus',
    'updateMicrodeposit',
    'verifyMicrodeposit',
    'verifyRoutingNumber',
  ],
  'a start of OAuth': ['oAuthStart'],
  'support requests': ['createSupportTicket'],
  'profiles of users': ['updateUserProfile'],
} as const;
type NotServed = (typeof NOT_SERVED)[keyof typeof NOT_SERVED][number];

const refusals = Object.fromEntries(
  Object.entries(NOT_SERVED).flatMap(([what, names]) =>
    names.map((name) => [
      name,
      () => Promise.reject(refusal(501, `This apiService does not serve ${what}: ${name}.`)),
    ]),
  ),
) as Readonly<Record<NotServed, () => Promise<never>>>;

/**
 * Creates the `apiService` of MX's widget over a host. Install `@mxenabled/connect-widget` and React 18 yourself. Call
 * this once for a page, because it listens for the messages of the bank's pages.
 *
 * Every function of the widget is here. Those for micro-deposits, manual accounts, deletion and support requests
 * reject, and so does a job that the host cannot start. All others reject with the errors of `host`, `creations` and
 * `directory`. Each error also has `response.status`, which the widget reads.
 */
export function createMxWidgetApi(options: WidgetOptions) {
  const members = new WidgetMembers(options.host, options.directory.members);
  return {
    ...refusals,
    ...readable({
      ...institutionCalls(options),
      ...memberCalls(options, members),
      ...oauthCalls(options.host, members),
    }),
  };
}

function institutionCalls({ host, directory }: WidgetOptions) {
  const search = async (name: string) =>
    (await directory.institutions({ ...(name && { name }) })).institutions.map(institutionOf);
  const read = async (institutionCode: string) =>
    institutionOf(await directory.institution({ institutionCode }));
  return {
    loadPopularInstitutions: () => search(''),
    // MX names them to its own pages only. The search would fail with an error.
    loadDiscoveredInstitutions: async () => [],
    loadInstitutions: ({ search_name = '' }: { readonly search_name?: string }) =>
      search(search_name),
    loadInstitutionByGuid: read,
    loadInstitutionByCode: read,
    getInstitutionCredentials: async (institutionCode: string) =>
      (await host.institutionCredentials({ institutionCode })).map(fieldOf),
  };
}

/**
 * The widget has one button. A login that the server holds back shows an error there, and the person says yes by pressing the button
 * again.
 */
class Yes {
  readonly #confirms = new Map<string, string>();

  /** Sends a login. @param of The member, or the institution of a new one. */
  async send<Result>(
    of: string,
    send: (confirmed: { readonly confirmed?: string }) => Promise<Result>,
  ): Promise<Result> {
    const confirmed = this.#confirms.get(of);
    this.#confirms.delete(of);
    try {
      return await send(confirmed === undefined ? {} : { confirmed });
    } catch (thrown) {
      const hold = loginHoldOf(thrown);
      if (hold) this.#confirms.set(of, hold.confirm);
      throw thrown;
    }
  }
}

/** Creates a member with at most one login, also if a reply is lost. */
async function create(creations: CreationClient, request: CreationRequest, yes: Yes) {
  const sent = await yes.send(request.institutionCode, (confirmed) =>
    creations.create({ ...request, ...confirmed }).catch((thrown: unknown) => {
      if (isRefused(thrown)) throw thrown;
      return creations.create({ ...request, ...confirmed });
    }),
  );
  const created = await whenCreated(creations, sent, request.id);
  if (created.state === 'following') return created;
  throw refusal(created.state === 'conflict' ? 409 : 400, 'The member was not created.');
}

function memberCalls({ host, creations }: WidgetOptions, members: WidgetMembers) {
  const yes = new Yes();
  return {
    loadMembers: () => members.all(),
    loadMemberByGuid: (guid: string) => members.look(guid),
    async getMemberCredentials(guid: string) {
      const { institutionCode } = await members.find(guid);
      const of = { institutionCode: institutionCode ?? '' };
      return (await host.institutionCredentials(of)).map(fieldOf);
    },
    async addMember(
      given: {
        readonly credentials?: readonly Credential[];
        readonly is_oauth?: boolean;
        readonly rawInstitutionData: { readonly code: string; readonly name: string };
      },
      config: WidgetConfig = {},
    ) {
      const { credentials = [], is_oauth: isOauth = false } = given;
      const { code: institutionCode, name } = given.rawInstitutionData;
      const options = optionsOf(config);
      const login = isOauth ? { oauth: oauthOf(config) } : { credentials };
      const request = { ...options, ...login, id: crypto.randomUUID(), institutionCode };
      const { member, oauthWindowUri } = await create(creations, request, yes);
      const { useCases } = options;
      members.add({ member, name, institutionCode, isOauth, ...(useCases && { useCases }) });
      // MX has got the products with the new member.
      if (config.data_request?.inferred === false) members.noteJob(member, COMBINATION);
      const shown = await members.showNow(member.memberGuid);
      return { member: { ...shown, oauth_window_uri: oauthWindowUri } };
    },
    async updateMember(given: {
      readonly guid: string;
      readonly credentials?: readonly Credential[];
    }) {
      const { guid, credentials } = given;
      // The widget wants MX to know the use cases of the member. MX has got them with the new member.
      if (!credentials) return members.showNow(guid);
      const { member } = await members.find(guid);
      const before = await members.reading(guid);
      const at = Date.now();
      const sent = await yes
        .send(guid, (confirmed) => host.updateCredentials({ member, credentials, ...confirmed }))
        .catch((thrown) => {
          // MX may have them, and may log in. The member is followed, so that nobody sends them again.
          if (isRefused(thrown)) throw thrown;
          return null;
        });
      const reply = Object(sent).reading ?? null;
      return members.start(guid, { job: null, act: { type: 'credentials', before, reply, at } });
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
    async runJob(type: number, guid: string) {
      const job = JOBS[type];
      if (job) return members.startAgain(guid, job, type);
      throw refusal(400, `A host cannot start the widget's job ${type}.`);
    },
    /** The guid of a job is its number. */
    loadJob: async (guid: string) => ({ guid, job_type: Number(guid) }),
  };
}
