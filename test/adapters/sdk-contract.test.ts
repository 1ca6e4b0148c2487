import type { Mx } from '@mx-member/adapters/mx';
import { JOBS, type MemberId } from '@mx-member/machine';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { type ServedMxSimulator, serveMxSimulator } from '@mx-member/simulator/node';
import * as sdk from 'mx-platform-node';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fakeMx, json } from '../support/fake-mx.ts';
import { V1 } from '../support/simulated.ts';
import { simulatedMx } from '../support/simulated-mx.ts';

/** MX's own SDK and our client use the same simulator over HTTP, and must read the same. */

const STEP = 1000;
let now = Date.UTC(2026, 0, 1);
let served: ServedMxSimulator;
let mx: Mx;
let theirs: ReturnType<typeof createSdk>;

function createSdk(
  basePath: string,
  password = DEFAULT_API_KEY,
  headers: Record<string, string> = V1,
) {
  const configuration = new sdk.Configuration({
    basePath,
    username: DEFAULT_CLIENT_ID,
    password,
    // The SDK does not send `Accept-Version` by itself.
    baseOptions: { headers },
  });
  const members = new sdk.MembersApi(configuration);
  const rewards = new sdk.RewardsApi(configuration);
  const statements = new sdk.StatementsApi(configuration);
  const transactions = new sdk.TransactionsApi(configuration);
  return {
    members,
    users: new sdk.UsersApi(configuration),
    institutions: new sdk.InstitutionsApi(configuration),
    widgets: new sdk.WidgetsApi(configuration),
    start: {
      aggregate: members.aggregateMember.bind(members),
      verify: members.verifyMember.bind(members),
      identify: members.identifyMember.bind(members),
      check_balance: members.checkBalances.bind(members),
      extend_history: transactions.extendHistory.bind(transactions),
      fetch_statements: statements.fetchStatements.bind(statements),
      // This function has its parameters in reverse order.
      fetch_rewards: (member: string, user: string) => rewards.fetchRewards(user, member),
    },
  };
}

beforeAll(async () => {
  served = await serveMxSimulator({ now: () => now, step: STEP });
  mx = simulatedMx(served.url);
  theirs = createSdk(served.url);
});
afterAll(() => served.close());

let userGuid: string;
beforeEach(async () => {
  const { data } = await theirs.users.createUser({ user: { metadata: 'theirs' } });
  userGuid = data.user?.guid ?? '';
});

/** The login for this password. */
async function credentials(password: string) {
  const { data } = await theirs.institutions.listInstitutionCredentials('mxbank');
  const values: Record<string, string> = { LOGIN: 'mxuser', PASSWORD: password };
  return (data.credentials ?? []).map(({ guid, field_name }) => ({
    guid: guid ?? '',
    value: values[field_name ?? ''] ?? '',
  }));
}

/** A member that the SDK creates. */
async function create(password: string): Promise<MemberId> {
  const { data } = await theirs.members.createMember(userGuid, {
    member: { institution_code: 'mxbank', credentials: await credentials(password) },
  });
  return { userGuid, memberGuid: data.member?.guid ?? '' };
}

/** Our reading of a body that the SDK received. */
const read = {
  status: async (body: unknown, member: MemberId) => fakeMx([json(body)]).mx.readStatus({ member }),
  member: async (body: unknown, member: MemberId) => fakeMx([json(body)]).mx.readMember({ member }),
};

/** The refusal of a call of the SDK. */
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (error: { response?: { status: number } }) => error.response?.status,
  );

test("the guide's flow: create, challenged, resumed, connected", async () => {
  const member = await create('challenge');
  const { memberGuid } = member;
  now += STEP;

  const challenged = await theirs.members.readMemberStatus(memberGuid, userGuid);
  expect(challenged.data.member).toMatchObject({
    guid: memberGuid,
    connection_status: 'CHALLENGED',
    is_being_aggregated: true,
    is_authenticated: false,
    challenges: [{ guid: expect.stringMatching(/^CRD-/), label: expect.any(String) }],
  });
  const reading = await mx.readStatus({ member });
  expect(reading).toEqual(await read.status(challenged.data, member));

  const listed = await theirs.members.listMemberChallenges(memberGuid, userGuid);
  expect(listed.status).toBe(200);
  expect(await mx.listChallenges({ member })).toEqual(reading.challenges);
  expect(await fakeMx([json(listed.data)]).mx.listChallenges({ member })).toEqual(
    reading.challenges,
  );

  const resumed = await theirs.members.resumeAggregation(memberGuid, userGuid, {
    member: { challenges: [{ guid: reading.challenges[0]?.guid ?? '', value: 'correct' }] },
  });
  expect(resumed.status).toBe(202);
  expect(resumed.data.member).toMatchObject({
    connection_status: 'RESUMED',
    is_being_aggregated: true,
    is_authenticated: false,
  });
  // Only the member page and replies name the job.
  const { jobGuid, ...shown } = (await read.member(resumed.data, member)).reading;
  expect(jobGuid).toMatch(/^JOB-/);
  expect(await mx.readStatus({ member })).toEqual(shown);
  now += STEP;

  const connected = await theirs.members.readMemberStatus(memberGuid, userGuid);
  expect(connected.data.member).toMatchObject({
    connection_status: 'CONNECTED',
    is_being_aggregated: false,
  });
  const page = await theirs.members.readMember(memberGuid, userGuid);
  const details = await mx.readMember({ member });
  expect(details).toEqual(await read.member(page.data, member));
  expect(await mx.readStatus({ member })).toEqual(details.reading);
  const none = await theirs.members.listMemberChallenges(memberGuid, userGuid);
  expect(none.status).toBe(204);
  expect(await mx.listChallenges({ member })).toEqual([]);
});

test.each(JOBS)('both start the job %s', async (job) => {
  const member = await create('correct');
  const { memberGuid } = member;
  now += STEP;
  const started = await theirs.start[job](memberGuid, userGuid);
  expect(started.status).toBe(['verify', 'fetch_rewards'].includes(job) ? 200 : 202);
  // Starting the same job again has no effect, so our reply shows the result of theirs.
  expect(await mx.startJob({ member, job })).toEqual(
    (await read.member(started.data, member)).reading,
  );
  expect(started.data.member?.is_being_aggregated).toBe(true);
});

describe('members', () => {
  test('both create members, which are equal except for guids', async () => {
    const member = await create('UNAUTHORIZED');
    const { userGuid: other } = await mx.createUser({ metadata: 'ours' });
    const ours = await mx.createMember({
      userGuid: other,
      institutionCode: 'mxbank',
      credentials: await credentials('UNAUTHORIZED'),
    });
    const page = await theirs.members.readMember(member.memberGuid, userGuid);
    const { reading, ...others } = await read.member(page.data, member);
    const { jobGuid } = ours.reading;
    const created = { ...others, member: ours.member, reading: { ...reading, jobGuid } };
    expect(ours).toEqual({ ...created, isJobRequested: true });

    now += STEP;
    const denied = await mx.readStatus({ member });
    expect(denied).toMatchObject({ connectionStatus: 'DENIED', message: expect.any(String) });
    expect(await mx.readStatus({ member: ours.member })).toEqual({ ...denied, jobGuid });
  });

  test('both list, change and delete members', async () => {
    const member = await create('correct');
    const { memberGuid } = member;
    now += STEP;
    const updated = await theirs.members.updateMember(memberGuid, userGuid, {
      member: { metadata: 'changed', credentials: await credentials('options') },
    });
    expect(updated.data.member).toMatchObject({ connection_status: 'UPDATED' });
    const details = await mx.readMember({ member });
    expect(details).toEqual(await read.member(updated.data, member));
    expect(details.metadata).toBe('changed');

    const list = await theirs.members.listMembers(userGuid);
    const ours = await mx.listMembers({ userGuid });
    expect(ours.members).toEqual([details]);
    expect(ours).toEqual(await fakeMx([json(list.data)]).mx.listMembers({ userGuid }));

    expect((await theirs.members.deleteMember(memberGuid, userGuid)).status).toBe(204);
    await expect(mx.readMember({ member })).rejects.toMatchObject({ code: 'notFound' });
    expect(await refusal(theirs.members.readMember(memberGuid, userGuid))).toBe(404);
  });

  test('both get an OAuth window for a member', async () => {
    const created = await theirs.members.createMember(userGuid, {
      member: { institution_code: 'mx_bank_oauth', is_oauth: true, credentials: [] },
    });
    expect(created.data.member).toMatchObject({
      connection_status: 'PENDING',
      is_oauth: true,
      oauth_window_uri: expect.stringMatching(/^http/),
    });
    const member = { userGuid, memberGuid: created.data.member?.guid ?? '' };
    expect(await mx.readMember({ member })).toMatchObject({
      reading: { connectionStatus: 'PENDING' },
      isOauth: true,
    });
    const window = await theirs.widgets.requestOAuthWindowURI(member.memberGuid, userGuid);
    const { oauthWindowUri } = await mx.oauthWindowUri({ member });
    expect(new URL(oauthWindowUri).origin).toBe(
      new URL(window.data.member?.oauth_window_uri ?? '').origin,
    );
    expect(oauthWindowUri).not.toBe(window.data.member?.oauth_window_uri);
  });
});

test('both list users and login fields', async () => {
  const users = await theirs.users.listUsers(1, 10);
  expect(await mx.listUsers({ page: 1, recordsPerPage: 10 })).toEqual(
    await fakeMx([json(users.data)]).mx.listUsers(),
  );
  const fields = await theirs.institutions.listInstitutionCredentials('mxbank');
  const request = { institutionCode: 'mxbank' };
  const ours = await mx.institutionCredentials(request);
  expect(ours).toEqual(await fakeMx([json(fields.data)]).mx.institutionCredentials(request));
  expect(ours.map(({ fieldName }) => fieldName)).toEqual(['LOGIN', 'PASSWORD']);
});

test('both are refused in the same way', async () => {
  const member = await create('simulate:token');
  const { memberGuid } = member;
  const answers = [{ guid: 'CRD-1', value: 'correct' }];
  const resume = { member: { challenges: answers } };
  const twin = { institution_code: 'mxbank', credentials: await credentials('correct') };

  expect(await refusal(theirs.members.resumeAggregation(memberGuid, userGuid, resume))).toBe(405);
  await expect(mx.submitAnswers({ member, answers })).rejects.toMatchObject({ code: 'notAllowed' });

  expect(await refusal(theirs.members.verifyMember(memberGuid, userGuid))).toBe(409);
  await expect(mx.startJob({ member, job: 'verify' })).rejects.toMatchObject({ code: 'conflict' });

  expect(await refusal(theirs.members.createMember(userGuid, { member: twin }))).toBe(409);
  await expect(
    mx.createMember({ userGuid, institutionCode: 'mxbank', credentials: twin.credentials }),
  ).rejects.toMatchObject({ code: 'conflict' });

  const stranger = createSdk(served.url, 'wrong');
  expect(await refusal(stranger.members.readMember(memberGuid, userGuid))).toBe(401);

  // The headers of the SDK's own readme: MX refuses them since August 2026.
  const old = createSdk(served.url, DEFAULT_API_KEY, { Accept: V1.accept });
  expect(await refusal(old.members.readMember(memberGuid, userGuid))).toBe(406);
});
