import { createMx } from '@mx-member/adapters/mx';
import {
  connectRelay,
  createRelay,
  type Permission,
  type RelayOptions,
} from '@mx-member/adapters/relay';
import {
  createMemberActors,
  type MemberInput,
  type MemberPort,
  MxError,
  memberMachine,
  memberView,
} from '@mx-member/machine';
import { createMxSimulator } from '@mx-member/simulator';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createActor } from 'xstate';
import { created } from '../support/acts.ts';
import { MEMBER } from '../support/fake-mx.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { READING } from '../support/relay.ts';

beforeEach(stopTime);
afterEach(releaseTime);

/** A page whose calls go through a relay: what its user sees and does. */
function pageOf(port: MemberPort, options: RelayOptions, input: Partial<MemberInput> = {}) {
  const remote = connectRelay({ url: 'https://app.example', fetch: createRelay(port, options) });
  const machine = memberMachine.provide({ actors: createMemberActors(remote) });
  const actor = createActor(machine, { input: { member: MEMBER, job: 'aggregate', ...input } });
  const view = () => memberView(actor.getSnapshot());
  const answer = (value: string) => {
    const { challenges, prompt } = view();
    const answers = challenges.map(({ guid }) => ({ guid, value }));
    actor.send({ type: 'challenge.answer', answers, prompt });
  };
  actor.start();
  return { actor, view, answer };
}

/** MX Bank with a member that is asked a question, and the number of requests. */
async function bank() {
  let requests = 0;
  const simulator = createMxSimulator({ clientId: 'client', apiKey: 'key', now: Date.now });
  const mx = createMx({
    clientId: 'client',
    apiKey: 'key',
    environment: new URL('https://mx.test'),
    fetch: (request) => {
      requests += 1;
      return simulator.fetch(request);
    },
  });
  const { userGuid } = await mx.createUser();
  const fields = await mx.institutionCredentials({ institutionCode: 'mxbank' });
  const credentials = fields.map(({ guid, fieldName }) => ({
    guid,
    value: fieldName === 'PASSWORD' ? 'challenge' : 'mxuser',
  }));
  const { member, reading } = await mx.createMember({
    userGuid,
    institutionCode: 'mxbank',
    credentials,
  });
  return {
    mx,
    input: { member, job: 'aggregate' as const, act: created(reading) },
    requests: () => requests,
  };
}

describe('a session that expires during a lifecycle', () => {
  test('lets the same lifecycle continue at once after a new sign-in', async () => {
    let session: Permission = true;
    const { mx, input, requests } = await bank();
    const page = pageOf(mx, { authorize: () => session }, input);
    await pass(20_000);
    expect(page.view()).toMatchObject({ needs: 'answers', round: 1, prompt: 1, warning: null });

    session = 'signedOut';
    const before = requests();
    await pass(300_000);
    expect(page.view()).toMatchObject({
      state: 'challenged',
      needs: 'answers',
      round: 1,
      warning: { code: 'signedOut', message: 'You are signed out. Please sign in again.' },
      outcome: null,
    });
    expect(requests()).toBe(before);

    session = true;
    page.actor.send({ type: 'status.changed' });
    await pass(10);
    expect(requests()).toBeGreaterThan(before);
    expect(page.view()).toMatchObject({ round: 1, prompt: 1, warning: null });
    page.answer('correct');
    await pass(60_000);
    expect(page.view().outcome).toMatchObject({ outcome: 'connected', fresh: true });
  });

  test('makes the page poll fewer than 60 times in an hour, and then fail', async () => {
    const authorize = vi.fn((): Permission => 'signedOut');
    const { mx, input } = await bank();
    const page = pageOf(mx, { authorize }, input);
    await pass(3_500_000);
    expect(page.view().outcome).toBeNull();
    expect(authorize.mock.calls.length).toBeLessThan(62);
    await pass(300_000);
    expect(page.view().outcome).toMatchObject({ outcome: 'failed', reason: 'signedOut' });
  });

  test('just before an answer sends nothing, and the user is asked again', async () => {
    let session: Permission = true;
    const { mx, input } = await bank();
    const submitAnswers = vi.spyOn(mx, 'submitAnswers');
    const page = pageOf(mx, { authorize: () => session }, input);
    await pass(20_000);
    session = 'signedOut';
    page.answer('correct');
    await pass(5_000);
    session = true;
    await pass(60_000);
    expect(submitAnswers).not.toHaveBeenCalled();
    expect(page.view()).toMatchObject({ needs: 'answers', round: 1, prompt: 2 });
    page.answer('correct');
    await pass(60_000);
    expect(page.view().outcome).toMatchObject({ outcome: 'connected' });
  });
});

test('a forbidden member fails the lifecycle at the first call', async () => {
  const authorize = vi.fn((): boolean => false);
  const { mx, input } = await bank();
  const page = pageOf(mx, { authorize }, input);
  await pass(60_000);
  expect(authorize).toHaveBeenCalledOnce();
  expect(page.view().outcome).toMatchObject({ outcome: 'failed', reason: 'forbidden' });
});

test('after the relay refused answers, the user is asked again with a new prompt', async () => {
  let isFailing = false;
  const { mx, input } = await bank();
  const submitAnswers = vi.spyOn(mx, 'submitAnswers');
  const authorize = async (): Promise<boolean> => {
    if (isFailing) throw new Error('the database is away');
    return true;
  };
  const page = pageOf(mx, { authorize }, input);
  await pass(20_000);
  isFailing = true;
  page.answer('correct');
  await pass(100);
  isFailing = false;
  await pass(30_000);
  expect(page.view()).toMatchObject({ needs: 'answers', round: 1, prompt: 2 });
  expect(submitAnswers).not.toHaveBeenCalled();
});

describe('the page gets the message of the relay, not of MX', () => {
  const port = {
    startJob: () => Promise.reject(new MxError('forbidden')),
    readStatus: async () => READING,
    submitAnswers: async () => READING,
  };
  const errorOf = (options: RelayOptions) =>
    connectRelay({ url: 'https://app.example', fetch: createRelay(port, options) })
      .startJob({ member: MEMBER, job: 'aggregate' })
      .catch((error: unknown) => error);

  test.each<[string, RelayOptions, RegExp]>([
    ['forbidden', { authorize: () => false }, /^Your server has refused this: This caller may not/],
    [
      'forbidden',
      { authorize: () => true, jobs: ['verify'] },
      /This server does not start this job/,
    ],
    [
      'signedOut',
      { authorize: () => 'signedOut' },
      /^Your server has refused this: Nobody is signed in/,
    ],
    ['unreachable', { authorize: () => Promise.reject(null) }, /^Your server .* could not check/],
    ['forbidden', { authorize: () => true }, /\bMX\b/],
  ])('%s', async (code, options, message) => {
    expect(await errorOf(options)).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

test('a page opens the window of a bank and updates credentials through the relay', async () => {
  const { mx, input } = await bank();
  const options = { authorize: () => true, access: mx };
  const remote = connectRelay({ url: 'https://app.example', fetch: createRelay(mx, options) });
  const fields = await remote.institutionCredentials({ institutionCode: 'mxbank' });
  expect(fields).toEqual(await mx.institutionCredentials({ institutionCode: 'mxbank' }));

  const { member } = input;
  const credentials = fields.map(({ guid }) => ({ guid, value: 'mxuser' }));
  const updated = await remote.updateCredentials({ member, credentials });
  expect(updated).toEqual({ reading: expect.objectContaining({ isBeingAggregated: true }) });

  const { userGuid } = member;
  const oauth = await mx.createMember({
    userGuid,
    institutionCode: 'mx_bank_oauth',
    isOauth: true,
  });
  const { oauthWindowUri } = await remote.oauthWindowUri({ member: oauth.member });
  expect(new URL(oauthWindowUri).protocol).toMatch(/^https?:$/);
});

test('a page cannot make calls that the relay does not serve', async () => {
  const { mx, input } = await bank();
  const fetch = createRelay(mx, { authorize: () => true });
  const remote = connectRelay({ url: 'https://app.example', fetch });
  await expect(remote.oauthWindowUri({ member: input.member })).rejects.toMatchObject({
    code: 'forbidden',
  });
});
