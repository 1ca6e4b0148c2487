import { createMxWidgetApi } from '@mx-member/connect/mx-widget';
import { createHost } from '@mx-member/host';
import {
  connectCreations,
  connectDirectory,
  connectHost,
  createMembersHandler,
} from '@mx-member/host/http';
import { STATUSES } from '@mx-member/machine/step';
import { createMxSimulator } from '@mx-member/simulator';
import { afterEach, expect, test, vi } from 'vitest';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** The functions that MX's widget calls, over a host. `pnpm test:widget` runs the widget itself. */

/** In ms. */
const FAST = {
  first: 20,
  spread: 0,
  busy: 20,
  busyMost: 20,
  needsUser: 60_000,
  needsUserMost: 60_000,
};
const BANK = { code: 'mxbank', name: 'MX Bank' };
const OAUTH_BANK = { code: 'mx_bank_oauth', name: 'MX Bank (OAuth)' };
const { CONNECTED, CHALLENGED, REJECTED, RESUMED } = STATUSES;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllGlobals();
  for (const close of open.splice(0)) await close();
});

async function serve() {
  const simulator = createMxSimulator({ step: 30 });
  const mx = mxOver(simulator.fetch);
  const host = await createHost({ port: mx, pacing: FAST, unsafePacing: true });
  open.push(() => host.close());
  const { userGuid } = await mx.createUser();
  const handler = createMembersHandler({
    host,
    mx,
    userOf: () => ({ userGuid }),
    jobs: ['aggregate', 'verify'],
  });
  /** The path of the next reply that gets lost, after the server has done its work. */
  let lost: RegExp | null = null;
  const fetch = async (request: Request) => {
    const { pathname } = new URL(request.url);
    const response = await handler(request);
    if (!lost?.test(pathname)) return response;
    lost = null;
    throw new TypeError('fetch failed');
  };
  const messages = new EventTarget();
  vi.stubGlobal('addEventListener', messages.addEventListener.bind(messages));
  const at = { url: 'https://app.test', fetch };
  /** As a page makes it. A reload makes another one. */
  const load = () =>
    createMxWidgetApi({
      host: connectHost(at),
      creations: connectCreations(at),
      directory: connectDirectory(at),
    });
  return {
    simulator,
    mx,
    userGuid,
    load,
    loseNext: (path: RegExp) => {
      lost = path;
    },
    post: (data: object) => messages.dispatchEvent(Object.assign(new Event('message'), { data })),
    received: (guid: string) => simulator.bank.member(guid).received,
  };
}
type Api = ReturnType<Awaited<ReturnType<typeof serve>>['load']>;

/** Polls as the widget does, until it would stop. */
async function poll(api: Api, guid: string) {
  for (;;) {
    const member = await api.loadMemberByGuid(guid);
    const isWorking = member.is_being_aggregated && member.connection_status !== CHALLENGED.id;
    if (!isWorking) return member;
  }
}

async function addMember(api: Api, password: string) {
  const given = { credentials: credentials(password), rawInstitutionData: BANK };
  return (await api.addMember(given)).member;
}

const answersOf = ({ mfa }: Awaited<ReturnType<typeof poll>>, value = 'correct') =>
  mfa.credentials.map(({ guid }) => ({ guid, value }));

test('a member is found, created, asked and connected, in the widget’s own numbers', async () => {
  const { load, received } = await serve();
  const api = load();
  const [bank] = await api.loadInstitutions({ search_name: 'MX Bank' });
  expect(bank).toMatchObject({ guid: 'mxbank', code: 'mxbank', supports_oauth: false });
  expect(await api.getInstitutionCredentials('mxbank')).toMatchObject([
    { field_name: 'LOGIN', field_type: 3 },
    { field_name: 'PASSWORD', field_type: 1 },
  ]);
  const created = await addMember(api, 'options');
  const asked = await poll(api, created.guid);
  expect(asked).toMatchObject({ connection_status: CHALLENGED.id, institution_guid: 'mxbank' });
  const [question] = asked.mfa.credentials;
  expect(question).toMatchObject({
    field_type: 2,
    options: [{ credential_guid: question?.guid }, {}, {}],
  });
  // The widget names an option by its guid.
  const chosen = question?.options[0]?.guid ?? '';
  const answered = await api.updateMFA({ ...asked, credentials: answersOf(asked, chosen) });
  expect(answered).toMatchObject({ connection_status: RESUMED.id, is_being_aggregated: true });
  const ended = await poll(api, created.guid);
  expect(ended).toMatchObject({ connection_status: CONNECTED.id, is_being_aggregated: false });
  expect(received(created.guid).starts).toHaveLength(1);
});

test('an answer reaches MX once if its reply is lost, and the page goes on', async () => {
  const { load, loseNext, received } = await serve();
  const api = load();
  const asked = await poll(api, (await addMember(api, 'challenge')).guid);
  loseNext(/\/answer$/);
  const answered = await api.updateMFA({ ...asked, credentials: answersOf(asked) });
  expect(answered.connection_status).not.toBe(CHALLENGED.id);
  expect((await poll(api, asked.guid)).connection_status).toBe(CONNECTED.id);
  expect(received(asked.guid)).toMatchObject({ answers: [{}], refusedAnswers: 0 });
});

test('a member is created with one login if the reply is lost', async () => {
  const { load, loseNext, mx, userGuid } = await serve();
  loseNext(/\/creations\//);
  const { guid } = await addMember(load(), 'correct');
  const { members } = await mx.listMembers({ userGuid });
  expect(members.map(({ member }) => member.memberGuid)).toEqual([guid]);
});

test('an answer to an earlier question, or an empty one, sends nothing, and the question is there', async () => {
  const { load, received } = await serve();
  const api = load();
  const asked = await poll(api, (await addMember(api, 'simulate:text,token')).guid);
  const empty = await api.updateMFA({ ...asked, credentials: [] });
  expect(empty.connection_status).toBe(CHALLENGED.id);
  await api.updateMFA({ ...asked, credentials: answersOf(asked) });
  const second = await poll(api, asked.guid);
  const late = await api.updateMFA({ ...asked, credentials: answersOf(asked) });
  expect(late.mfa).toEqual(second.mfa);
  expect(received(asked.guid)).toMatchObject({ answers: [{}], refusedAnswers: 0 });
});

test('a job is started only after the outcome that the widget has seen', async () => {
  const { load, received } = await serve();
  const api = load();
  const wrong = await poll(api, (await addMember(api, 'challenge')).guid);
  await api.updateMFA({ ...wrong, credentials: answersOf(wrong, 'otter') });
  // The outcome is there, and another page knows it. This one does not.
  await poll(load(), wrong.guid);
  expect((await api.runJob(0, wrong.guid)).connection_status).toBe(REJECTED.id);
  expect(received(wrong.guid).starts).toHaveLength(1);
  await api.runJob(1, wrong.guid);
  const { most_recent_job_guid: job } = await poll(api, wrong.guid);
  expect(await api.loadJob(job)).toMatchObject({ job_type: 1 });
  expect(received(wrong.guid).starts.map((one) => one.job)).toEqual(['aggregate', 'verify']);
});

test('new credentials repair a member, with one more login', async () => {
  const { load, received } = await serve();
  const api = load();
  const { guid } = await poll(api, (await addMember(api, 'INVALID')).guid);
  expect(await api.getMemberCredentials(guid)).toHaveLength(2);
  await api.updateMember({ guid, credentials: credentials('correct') });
  expect((await poll(api, guid)).connection_status).toBe(CONNECTED.id);
  expect(received(guid).starts).toHaveLength(2);
});

test('a reloaded page shows the question of a member', async () => {
  const { load } = await serve();
  const { guid, mfa } = await poll(load(), (await addMember(load(), 'challenge')).guid);
  expect(await load().loadMembers()).toMatchObject([
    { guid, mfa, connection_status: CHALLENGED.id, name: 'MX Bank', is_oauth: false },
  ]);
});

test('a member that the host does not know is shown and followed, and nothing is started', async () => {
  const { load, mx, userGuid, received } = await serve();
  const { member } = await mx.createMember({
    userGuid,
    institutionCode: 'mxbank',
    credentials: credentials('challenge'),
  });
  const guid = member.memberGuid;
  const api = load();
  expect(await api.loadMembers()).toMatchObject([{ guid, is_being_aggregated: true }]);
  expect((await poll(api, guid)).connection_status).toBe(CHALLENGED.id);
  expect(received(guid).starts).toHaveLength(1);
  await expect(api.loadMemberByGuid('MBR-0')).rejects.toMatchObject({ response: { status: 404 } });
});

test('the message of the bank’s page makes the host poll at once', async () => {
  const { load, simulator, post } = await serve();
  const api = load();
  const given = { is_oauth: true, rawInstitutionData: OAUTH_BANK };
  const { member } = await api.addMember(given);
  const { guid } = member;
  expect(await api.loadOAuthState(guid)).toMatchObject({ auth_status: 1 });
  const window = await api.getOAuthWindowURI(guid);
  const body = new URLSearchParams({ decision: 'authorize' });
  await simulator.fetch(window.oauth_window_uri, { method: 'POST', body });
  post({ mx: true, type: 'oauthComplete/success', metadata: { member_guid: guid } });
  // The host would poll by itself after a minute.
  await vi.waitFor(async () =>
    expect(await api.loadOAuthStates({ outbound_member_guid: guid })).toMatchObject([
      { auth_status: 2 },
    ]),
  );
  expect((await poll(api, guid)).connection_status).toBe(CONNECTED.id);
});

test('a denied access is an error, and a message about another member is nothing', async () => {
  const { load, post } = await serve();
  const api = load();
  const { member } = await api.addMember({ is_oauth: true, rawInstitutionData: OAUTH_BANK });
  post({ mx: true, type: 'oauthComplete/error', metadata: { member_guid: 'MBR-0' } });
  expect(await api.loadOAuthState(member.guid)).toMatchObject({ auth_status: 1 });
  post({ mx: true, type: 'oauthComplete/error', metadata: { member_guid: member.guid } });
  expect(await api.loadOAuthState(member.guid)).toMatchObject({ auth_status: 3 });
});
