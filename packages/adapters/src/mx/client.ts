import type { CallOptions, MemberId, Reading } from '@mx-member/machine/step';
import { toWireAnswers } from './answers.ts';
import { toChallenge } from './challenges.ts';
import { checkAnswers } from './check.ts';
import {
  isSettled,
  toCredentialFields,
  toMember,
  toMemberReading,
  toPage,
  toReading,
  toUser,
} from './decode.ts';
import {
  toWireAttributes,
  toWireHeaders,
  toWireNewMember,
  toWireOauth,
  toWirePaging,
} from './encode.ts';
import { type Call, createHttp } from './http.ts';
import { connectionOf, DEFAULT_TIMEOUT, DEFAULT_VERSION } from './options.ts';
import {
  ChallengesBody,
  CredentialsBody,
  MemberBody,
  MembersBody,
  NewMemberBody,
  Nothing,
  OauthBody,
  StatusBody,
  UserBody,
  UsersBody,
} from './schemas.ts';
import type { CallbackPayload, Mx, MxOptions } from './types.ts';

const MAX_CREDENTIAL_FIELDS = 100;

const pathOf = ({ userGuid, memberGuid }: MemberId) => ['users', userGuid, 'members', memberGuid];

const named = (userGuid: string, { guid }: { guid: string }): MemberId => ({
  userGuid,
  memberGuid: guid,
});

/**
 * A client of the MX Platform API, and so a port for the machine.
 * @throws {TypeError} when an option is wrong; it says which and quotes no value.
 */
export function createMx(options: MxOptions): Mx {
  const connection = connectionOf(options);
  const { version = DEFAULT_VERSION, timeout = DEFAULT_TIMEOUT, open } = options;
  const http = createHttp({ ...options, ...connection, timeout });

  type ReadOptions = CallOptions & Pick<Call<never>, 'once'>;

  const readMember = async (member: MemberId, options: ReadOptions) =>
    (await http({ method: 'get', path: pathOf(member), schema: MemberBody, ...options })).member;

  const readChallenges = async (member: MemberId, options: ReadOptions) => {
    const path = [...pathOf(member), 'challenges'];
    const body = await http({ method: 'get', path, schema: ChallengesBody, ...options });
    return body?.challenges.map(toChallenge) ?? [];
  };

  const updateMember = async (
    { member, ...extra }: CallbackPayload & { readonly member: MemberId },
    changes: object,
    { signal }: CallOptions,
  ) => {
    const body = { member: changes };
    const [path, headers] = [pathOf(member), toWireHeaders(extra)];
    const updated = await http({ method: 'put', path, body, headers, schema: MemberBody, signal });
    return toMember(member, updated.member);
  };

  /** The member's own page as a reading: it says how a job ended, but not what is asked. */
  const readPage = async (member: MemberId, options: ReadOptions): Promise<Reading> => {
    const reading = toMemberReading(await readMember(member, options));
    return reading.connectionStatus === 'CHALLENGED'
      ? { ...reading, challenges: await readChallenges(member, options) }
      : reading;
  };

  return {
    async startJob({ member, job, ...extra }, { signal } = {}) {
      const path = [...pathOf(member), job];
      const headers = toWireHeaders(extra);
      const started = await http({ method: 'post', path, headers, schema: MemberBody, signal });
      return toMemberReading(started.member);
    },

    async readStatus({ member, expects = 'any' }, { signal } = {}) {
      // The machine polls again by itself, at its own pace; retries below it would triple its requests.
      const options: ReadOptions = { once: true, ...(signal && { signal }) };
      if (expects === 'end') return readPage(member, options);
      const path = [...pathOf(member), 'status'];
      const body = await http({ method: 'get', path, schema: StatusBody, ...options });
      const reading = toReading(body.member);
      // How a job ended is on the member's page alone (A-STAT). Where the two differ, the page is the later one.
      if (isSettled(reading)) return readPage(member, options);
      return reading.connectionStatus === 'CHALLENGED' && reading.challenges.length === 0
        ? { ...reading, challenges: await readChallenges(member, options) }
        : reading;
    },

    async submitAnswers({ member, answers }, { signal } = {}) {
      checkAnswers(answers);
      const challenges = await toWireAnswers(answers, member, open, signal);
      const body = { member: { challenges } };
      const path = [...pathOf(member), 'resume'];
      const resumed = await http({ method: 'put', path, body, schema: MemberBody, signal });
      return toMemberReading(resumed.member);
    },

    async createUser({ id, metadata } = {}, { signal } = {}) {
      const path = ['users'];
      // MX refuses a user without any field.
      const user =
        id === undefined && metadata === undefined ? { is_disabled: false } : { id, metadata };
      const body = { user };
      const created = await http({ method: 'post', path, body, schema: UserBody, signal });
      return { userGuid: created.user.guid };
    },

    async listUsers(request = {}, { signal } = {}) {
      const query = toWirePaging(request);
      const body = await http({ method: 'get', path: ['users'], query, schema: UsersBody, signal });
      return { ...toPage(body.pagination, body.users.length), users: body.users.map(toUser) };
    },

    async institutionCredentials({ institutionCode }, { signal } = {}) {
      const path = ['institutions', institutionCode, 'credentials'];
      const query = { records_per_page: MAX_CREDENTIAL_FIELDS };
      return toCredentialFields(
        await http({ method: 'get', path, query, schema: CredentialsBody, signal }),
      );
    },

    async createMember(request, { signal } = {}) {
      if (request.skipAggregation && version !== 'v20111101')
        throw new TypeError(
          `createMember: skipAggregation is for API version v20111101; ${version} has it no more.`,
        );
      if (request.dataRequest && version === 'v20111101')
        throw new TypeError(
          'createMember: dataRequest is for API version v20250224; v20111101 does not have it yet.',
        );
      const path = ['users', request.userGuid, 'members'];
      const body = toWireNewMember(request);
      const headers = toWireHeaders(request);
      const call = { method: 'post', path, body, headers, schema: NewMemberBody, signal } as const;
      const created = await http(call);
      return toMember(named(request.userGuid, created.member), created.member);
    },

    updateCredentials: ({ credentials, ...request }, options = {}) =>
      updateMember(request, { credentials }, options),

    async updateMember(request, options = {}) {
      const changes = toWireAttributes(request);
      if (Object.values(changes).every((value) => value === undefined))
        throw new TypeError(
          'updateMember: nothing to change was given; MX refuses that. Give at least one attribute.',
        );
      return updateMember(request, changes, options);
    },

    async readMember({ member }, options = {}) {
      return toMember(member, await readMember(member, options));
    },

    async listMembers({ userGuid, ...paging }, { signal } = {}) {
      const path = ['users', userGuid, 'members'];
      const query = toWirePaging(paging);
      const body = await http({ method: 'get', path, query, schema: MembersBody, signal });
      return {
        ...toPage(body.pagination, body.members.length),
        members: body.members.map((wire) => toMember(named(userGuid, wire), wire)),
      };
    },

    async deleteMember({ member }, { signal } = {}) {
      await http({ method: 'delete', path: pathOf(member), schema: Nothing, signal });
    },

    listChallenges: ({ member }, options = {}) => readChallenges(member, options),

    async oauthWindowUri({ member, ...request }, { signal } = {}) {
      const path = [...pathOf(member), 'oauth_window_uri'];
      const query = toWireOauth(request);
      const body = await http({ method: 'get', path, query, schema: OauthBody, signal });
      return { oauthWindowUri: body.member.oauth_window_uri };
    },
  };
}
