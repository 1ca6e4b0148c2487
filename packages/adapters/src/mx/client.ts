import { createTransport } from '@mx-member/http/web';
import { type MemberId, MxError, type Reading } from '@mx-member/machine/step';
import { toWireAnswers } from './answers.ts';
import { createAttempts } from './attempts.ts';
import type { MxCallOptions, MxReadOptions } from './call-options.ts';
import { toChallenge } from './challenges.ts';
import { checkAnswers } from './check.ts';
import { createData } from './data.ts';
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
  toWireChanges,
  toWireCredentials,
  toWireHeaders,
  toWireJob,
  toWireNewMember,
  toWireNewUser,
  toWireOauth,
  toWirePaging,
  toWireUserChanges,
  toWireUserFilter,
} from './encode.ts';
import { createHttp } from './http.ts';
import { withKey } from './key.ts';
import { connectionOf, DEFAULT_TIMEOUT, DEFAULT_VERSION } from './options.ts';
import { entriesOf } from './pages.ts';
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
  const { clientId, limiter, ...connection } = connectionOf(options);
  const { version = DEFAULT_VERSION, timeout = DEFAULT_TIMEOUT, open } = options;
  const { apiKey, onRequest, onResponse } = options;
  const fetch =
    typeof apiKey === 'function' ? withKey(clientId, apiKey, options.fetch) : options.fetch;
  const send = createTransport({ fetch, timeout });
  const http = createHttp(
    connection,
    createAttempts({ send, limiter, hooks: { onRequest, onResponse } }),
  );

  const readMember = async (member: MemberId, options: MxReadOptions) =>
    (await http({ method: 'get', path: pathOf(member), schema: MemberBody, ...options })).member;

  const readChallenges = async (member: MemberId, options: MxReadOptions) => {
    const path = [...pathOf(member), 'challenges'];
    const body = await http({ method: 'get', path, schema: ChallengesBody, ...options });
    return body?.challenges.map(toChallenge) ?? [];
  };

  const updateMember = async (
    { member, ...extra }: CallbackPayload & { readonly member: MemberId },
    changes: object,
    options: MxCallOptions,
  ) => {
    const body = { member: changes };
    const [path, headers] = [pathOf(member), toWireHeaders(extra)];
    const call = { method: 'put', path, body, headers, schema: MemberBody, ...options } as const;
    return toMember(member, (await http(call)).member);
  };

  /** The member's own page as a reading: it says how a job ended, but not what is asked. */
  const readPage = async (member: MemberId, options: MxReadOptions): Promise<Reading> => {
    const reading = toMemberReading(await readMember(member, options));
    return reading.connectionStatus === 'CHALLENGED'
      ? { ...reading, challenges: await readChallenges(member, options) }
      : reading;
  };

  const listUsers: Mx['listUsers'] = async (request = {}, options) => {
    const query = { ...toWirePaging(request), ...toWireUserFilter(request) };
    const call = { method: 'get', path: ['users'], query, schema: UsersBody, ...options } as const;
    const { pagination, users } = await http(call);
    return { ...toPage(pagination, users.length), users: users.map(toUser) };
  };

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
    ...createData(http, version),

    async startJob({ member, job, ...extra }, options) {
      const path = [...pathOf(member), job];
      const query = toWireJob(job, extra, version);
      const headers = toWireHeaders(extra);
      const call = {
        method: 'post',
        path,
        query,
        headers,
        schema: MemberBody,
        ...options,
      } as const;
      return toMemberReading((await http(call)).member);
    },

    async readStatus({ member, expects = 'any' }, called) {
      // The machine polls again by itself, at its own pace; retries below it would triple its requests.
      const options: MxReadOptions = { retries: 0, ...called };
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

    async submitAnswers({ member, answers }, called) {
      checkAnswers(answers);
      const challenges = await toWireAnswers(answers, {
        member,
        open,
        timeout: called?.timeout ?? timeout,
        signal: called?.signal,
      });
      const body = { member: { challenges } };
      const path = [...pathOf(member), 'resume'];
      const call = { method: 'put', path, body, schema: MemberBody, ...called } as const;
      const resumed = await http(call).catch((error: unknown) => {
        // Our own limiter has refused it, so nothing was sent.
        const { code, status, retryAfter } = Object(error) as Partial<MxError>;
        if (code !== 'rateLimited' || status !== undefined) throw error;
        throw new MxError('notSent', retryAfter === undefined ? {} : { retryAfter });
      });
      return toMemberReading(resumed.member);
    },

    async createUser(request = {}, options = {}) {
      const body = { user: toWireNewUser(request) };
      const call = { method: 'post', path: ['users'], body, schema: UserBody, ...options } as const;
      return { userGuid: (await http(call)).user.guid };
    },

    async readUser({ userGuid }, options) {
      const path = ['users', userGuid];
      return toUser((await http({ method: 'get', path, schema: UserBody, ...options })).user);
    },

    async updateUser({ userGuid, ...request }, options) {
      const path = ['users', userGuid];
      const body = { user: toWireUserChanges(request) };
      return toUser((await http({ method: 'put', path, body, schema: UserBody, ...options })).user);
    },

    async deleteUser({ userGuid }, options) {
      await http({ method: 'delete', path: ['users', userGuid], schema: Nothing, ...options });
    },

    listUsers,

    users: ({ page, ...request } = {}, options) =>
      entriesOf(async (page) => {
        const { users, ...rest } = await listUsers({ ...request, page }, options);
        return { page: rest, entries: users };
      }, page),

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
      const created = await http({ ...call, ...options });
      return toMember(named(request.userGuid, created.member), created.member);
    },

    updateCredentials: async (request, options = {}) =>
      updateMember(request, toWireCredentials(request, version), options),

    updateMember: async (request, options = {}) =>
      updateMember(request, toWireChanges(request), options),

    async readMember({ member }, options = {}) {
      return toMember(member, await readMember(member, options));
    },

    listMembers,

    members: ({ page, ...request }, options) =>
      entriesOf(async (page) => {
        const { members, ...rest } = await listMembers({ ...request, page }, options);
        return { page: rest, entries: members };
      }, page),

    async deleteMember({ member }, options) {
      await http({ method: 'delete', path: pathOf(member), schema: Nothing, ...options });
    },

    listChallenges: ({ member }, options = {}) => readChallenges(member, options),

    async oauthWindowUri({ member, ...request }, options) {
      const path = [...pathOf(member), 'oauth_window_uri'];
      const query = { ...toWireOauth(request), skip_aggregation: request.skipAggregation };
      const call = { method: 'get', path, query, schema: OauthBody, ...options } as const;
      return { oauthWindowUri: (await http(call)).member.oauth_window_uri };
    },
  };
}
