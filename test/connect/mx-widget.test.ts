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
import { afterAll, expect, test as one, vi } from 'vitest';
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
const { CONNECTED, CHALLENGED, DENIED, FAILED, PENDING, REJECTED, RESUMED } = STATUSES;

const BANK_WINDOW = { origin: 'https://bank.test', source: { opener: globalThis } };

/** The options with which the widget runs in an app. */
const APP = {
  oauth_referral_source: 'APP',
  client_redirect_url: 'ours://back',
  ui_message_webview_url_scheme: 'ours',
} as const;

/** They wait side by side, because the time of their hosts is real. */
const test = one.concurrent;

const open: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of open) await close();
});

async function serve() {
  const simulator = createMxSimulator({ step: 30 });
  const sentToMx: Request[] = [];
  const mx = mxOver((request) => {
    sentToMx.push(request.clone());
    return simulator.fetch(request);
  });
  const host = await createHost({ port: mx, pacing: FAST, unsafePacing: true });
  open.push(() => host.close());
  const { userGuid } = await mx.createUser();
  let isSignedIn = true;
  const handler = createMembersHandler({
    host,
    mx,
    userOf: () => (isSignedIn ? { userGuid } : 'signedOut'),
    jobs: ['aggregate', 'verify'],
    returnTo: 'any',
  });
  /** The path of the next reply that gets lost, after the server has done its work. */
  let lost: RegExp | null = null;
  const requests: string[] = [];
  const fetch = async (request: Request) => {
    const { pathname } = new URL(request.url);
    requests.push(`${request.method} ${pathname}`);
    const response = await handler(request);
    if (!lost?.test(pathname)) return response;
    lost = null;
    throw new TypeError('fetch failed');
  };
  const messages = new EventTarget();
  const at = { url: 'https://app.test', fetch };
  /** As a page makes it. A reload makes another one. */
  const load = () => {
    vi.stubGlobal('addEventListener', messages.addEventListener.bind(messages));
    const api = createMxWidgetApi({
      host: connectHost(at),
      creations: connectCreations(at),
      directory: connectDirectory(at),
    });
    vi.unstubAllGlobals();
    return api;
  };
  return {
    simulator,
    mx,
    userGuid,
    load,
    loseNext: (path: RegExp) => {
      lost = path;
    },
    signOut: () => {
      isSignedIn = false;
    },
    /** The requests of the page to a path so far. */
    requestsTo: (path: RegExp) => requests.filter((one) => path.test(one)).length,
    /** A message to the page: by default, from a window that the page has opened. */
    post: (data: object, from: object = {}) =>
      messages.dispatchEvent(
        Object.assign(new Event('message'), { ...BANK_WINDOW, data, ...from }),
      ),
    sentToMx,
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

test('a login that the server holds back is an error, and is sent when the person presses the button again', async () => {
  const { load, received } = await serve();
  const api = load();
  const { guid } = await poll(api, (await addMember(api, 'INVALID')).guid);
  await api.updateMember({ guid, credentials: credentials('UNAUTHORIZED') });
  await poll(api, guid);
  const again = () => api.updateMember({ guid, credentials: credentials('correct') });
  await expect(again()).rejects.toMatchObject({
    hold: { why: 'refusedTwice' },
    response: { response: { status: 409 } },
  });
  expect(received(guid).starts).toHaveLength(2);
  await again();
  expect((await poll(api, guid)).connection_status).toBe(CONNECTED.id);
  expect(received(guid).starts).toHaveLength(3);
});

test('new credentials whose reply is lost are followed', async () => {
  const { load, loseNext, received } = await serve();
  const api = load();
  const { guid } = await poll(api, (await addMember(api, 'INVALID')).guid);
  loseNext(/\/credentials$/);
  await api.updateMember({ guid, credentials: credentials('correct') });
  expect((await poll(api, guid)).connection_status).toBe(CONNECTED.id);
  expect(received(guid).starts).toHaveLength(2);
});

test('a refused creation is not repeated, and its error has the status that the widget reads', async () => {
  const { load, simulator, requestsTo } = await serve();
  simulator.faults.add({ on: 'createMember', fault: { kind: 'status', status: 400 } });
  await expect(addMember(load(), 'correct')).rejects.toMatchObject({
    code: 'badRequest',
    response: { status: 400 },
  });
  expect(requestsTo(/\/creations\//)).toBe(1);
});

test('a new member gets what the widget was configured for', async () => {
  const { load, sentToMx } = await serve();
  const api = load();
  const given = { credentials: credentials('correct'), rawInstitutionData: BANK };
  const { member } = await api.addMember(given, {
    use_cases: ['PFM'],
    data_request: { products: ['account_verification', 'transactions'], inferred: false },
    disable_background_agg: true,
    ...APP,
  });
  // Without the use cases, the widget would update the member. The job is the one that it waits for.
  expect(member.use_cases).toEqual(['PFM']);
  expect(await api.loadJob(member.most_recent_job_guid)).toMatchObject({ job_type: 11 });
  expect(await sentToMx.findLast(({ method }) => method === 'POST')?.json()).toMatchObject({
    data_request: { products: ['account_verification', 'transactions'] },
    member: { use_cases: ['PFM'], background_aggregation_is_disabled: true },
  });
});

test('the bank’s own page of an app is opened for an app', async () => {
  const { load, sentToMx } = await serve();
  const api = load();
  const given = { is_oauth: true, rawInstitutionData: OAUTH_BANK };
  const { member } = await api.addMember(given, APP);
  expect(await sentToMx.findLast(({ method }) => method === 'POST')?.json()).toMatchObject({
    referral_source: 'APP',
    client_redirect_url: 'ours://back',
    ui_message_webview_url_scheme: 'ours',
  });
  await api.getOAuthWindowURI(member.guid, APP);
  const { searchParams } = new URL(sentToMx.at(-1)?.url ?? '');
  expect(searchParams.get('referral_source')).toBe('APP');
});

test('a call that no host serves is refused, and so is a job', async () => {
  const { load, received } = await serve();
  const api = load();
  const { guid } = await poll(api, (await addMember(api, 'correct')).guid);
  await expect(api.deleteMember()).rejects.toMatchObject({ response: { status: 501 } });
  await expect(api.createSupportTicket()).rejects.toMatchObject({ response: { status: 501 } });
  await expect(api.runJob(11, guid)).rejects.toMatchObject({ response: { status: 400 } });
  await expect(api.runJob(2, guid)).rejects.toMatchObject({ response: { status: 403 } });
  expect(received(guid).starts).toHaveLength(1);
});

test('an update without credentials sends nothing, and shows the member', async () => {
  const { load, received } = await serve();
  const api = load();
  const { guid } = await poll(api, (await addMember(api, 'correct')).guid);
  expect(await api.updateMember({ guid })).toMatchObject({ connection_status: CONNECTED.id });
  expect(received(guid).starts).toHaveLength(1);
});

test('a failure that the widget has a screen for has its error code', async () => {
  const { load } = await serve();
  const api = load();
  expect(await poll(api, (await addMember(api, 'simulate:CONNECTED/1001')).guid)).toMatchObject({
    connection_status: FAILED.id,
    error: { error_code: 1001, user_message: 'No accounts were found.' },
  });
});

test('the first look after a login returns the question', async () => {
  const { load } = await serve();
  const api = load();
  const { guid } = await addMember(api, 'challenge');
  expect((await api.loadMemberByGuid(guid)).connection_status).toBe(CHALLENGED.id);
});

test('the polls of a page whose person is signed out end', async () => {
  const { load, signOut } = await serve();
  const api = load();
  const { guid } = await addMember(api, 'challenge');
  signOut();
  expect(await api.loadMemberByGuid(guid)).toMatchObject({
    connection_status: FAILED.id,
    is_being_aggregated: false,
  });
  await expect(load().loadMembers()).rejects.toMatchObject({ response: { status: 401 } });
});

test('the widget opens with one request for members that do nothing', async () => {
  const { load, mx, userGuid, requestsTo } = await serve();
  for (const id of ['one', 'two', 'three'])
    await mx.createMember({
      id,
      userGuid,
      institutionCode: 'mxbank',
      credentials: credentials('INVALID', id),
    });
  await vi.waitFor(async () => {
    const { members } = await mx.listMembers({ userGuid });
    expect(members.map(({ reading }) => reading.isBeingAggregated)).toEqual([false, false, false]);
  });
  const members = await load().loadMembers();
  expect(members.map((one) => one.connection_status)).toEqual(Array(3).fill(DENIED.id));
  expect(requestsTo(/./)).toBe(1);
});

test('a page that loads at a wrong answer starts nothing by itself, and then what the person asks for', async () => {
  const { load, received } = await serve();
  const asked = await poll(load(), (await addMember(load(), 'challenge')).guid);
  const first = load();
  await first.loadMemberByGuid(asked.guid);
  await first.updateMFA({ ...asked, credentials: answersOf(asked, 'otter') });
  await poll(first, asked.guid);
  const api = load();
  const { guid } = await api.loadMemberByGuid(asked.guid);
  expect((await api.runJob(0, guid)).connection_status).toBe(REJECTED.id);
  expect(received(guid).starts).toHaveLength(1);
  expect((await api.runJob(0, guid)).connection_status).toBe(RESUMED.id);
  await vi.waitFor(() => expect(received(guid).starts).toHaveLength(2));
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

/** A person at the bank's own page, whom the host has seen there. */
async function goToBank(api: Api) {
  const given = { is_oauth: true, rawInstitutionData: OAUTH_BANK };
  const { guid } = (await api.addMember(given)).member;
  expect((await api.loadMemberByGuid(guid)).connection_status).toBe(PENDING.id);
  return guid;
}

const complete = (how: 'success' | 'error', member_guid: string) => ({
  mx: true,
  type: `oauthComplete/${how}`,
  metadata: { member_guid },
});

test('the message of the bank’s page makes the host poll at once', async () => {
  const { load, simulator, post } = await serve();
  const api = load();
  const guid = await goToBank(api);
  expect(await api.loadOAuthState(guid)).toMatchObject({ auth_status: 1 });
  const window = await api.getOAuthWindowURI(guid);
  const body = new URLSearchParams({ decision: 'authorize' });
  await simulator.fetch(window.oauth_window_uri, { method: 'POST', body });
  post(complete('success', guid));
  // The host would poll by itself after a minute.
  await vi.waitFor(async () =>
    expect(await api.loadOAuthStates({ outbound_member_guid: guid })).toMatchObject([
      { auth_status: 2 },
    ]),
  );
  expect((await poll(api, guid)).connection_status).toBe(CONNECTED.id);
});

test('a denied access is an error, until MX shows that it was given', async () => {
  const { load, simulator, post } = await serve();
  const api = load();
  const guid = await goToBank(api);
  const { oauth_window_uri } = await api.getOAuthWindowURI(guid);
  post(complete('error', guid));
  expect(await api.loadOAuthState(guid)).toMatchObject({ auth_status: 3 });
  const body = new URLSearchParams({ decision: 'authorize' });
  await simulator.fetch(oauth_window_uri, { method: 'POST', body });
  post(complete('success', guid));
  await vi.waitFor(
    async () => expect(await api.loadOAuthState(guid)).toMatchObject({ auth_status: 2 }),
    4_000,
  );
});

test.each([
  ['about another member', {}, 'MBR-0'],
  ['from a frame of the page', { source: { opener: null } }],
  ['from the page itself', { source: globalThis }],
  ['from a place without an origin', { origin: 'null' }],
])('a message %s is nothing', async (_, from, other?: string) => {
  const { load, post, requestsTo } = await serve();
  const api = load();
  const guid = await goToBank(api);
  post(complete('error', other ?? guid), from);
  expect(await api.loadOAuthState(guid)).toMatchObject({ auth_status: 1 });
  expect(requestsTo(/hint/)).toBe(0);
});

test('a hundred messages make two hints, 3 s apart', async () => {
  const { load, post, requestsTo } = await serve();
  const api = load();
  const guid = await goToBank(api);
  const began = performance.now();
  for (let one = 0; one < 100; one += 1) post(complete('success', guid));
  await vi.waitFor(() => expect(requestsTo(/hint/)).toBe(1));
  await vi.waitFor(() => expect(requestsTo(/hint/)).toBe(2), 4_000);
  expect(performance.now() - began).toBeGreaterThan(2_900);
});
