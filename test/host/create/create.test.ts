import { createAndStart, readCreation } from '@mx-member/host';
import { MxError } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { credentials } from '../../support/simulated.ts';
import { Outside } from './outside.ts';

/** What `createAndStart` does with the replies of MX. In virtual time, against the simulator. */

const MXBANK = { institutionCode: 'mxbank', credentials: credentials('correct') };
const OAUTH = { institutionCode: 'mx_bank_oauth', oauth: {} } as const;

beforeEach(stopTime);
afterEach(releaseTime);

async function setUp(options: ConstructorParameters<typeof Outside>[0] = {}) {
  const outside = new Outside(options);
  const { mx, host } = await outside.begin();
  const { userGuid } = outside;
  const request = { mx, host, userGuid, id: 'new' };
  const member = async (id: string, password: string, username = 'mxuser') => {
    const created = await mx.createMember({
      userGuid,
      id,
      institutionCode: 'mxbank',
      credentials: credentials(password, username),
    });
    await pass(10_000);
    return created.member;
  };
  return { outside, mx, host, userGuid, request, member };
}

test('two calls at the same time create one member with one login', async () => {
  const { outside, request } = await setUp();
  const [one, two] = await Promise.all([
    createAndStart({ ...request, ...MXBANK }),
    createAndStart({ ...request, ...MXBANK }),
  ]);
  expect(two).toEqual(one);
  expect(outside.logins).toBe(1);
});

test('what was asked for is stored with the id, and another wish under this id is refused', async () => {
  const { outside, host, request, userGuid } = await setUp();
  const dataRequest = { products: ['account_verification'] };
  const wish = { job: 'verify', dataRequest, metadata: 'ours', useCases: ['PFM'] } as const;
  await createAndStart({ ...request, ...MXBANK, ...wish });
  expect(outside.members).toMatchObject([{ metadata: 'ours', useCases: ['PFM'] }]);
  expect(await host.creations.find({ userGuid, id: 'new' })).toMatchObject({
    wish: { ...wish, institutionCode: 'mxbank', isOauth: false },
  });
  const other = { ...wish, dataRequest: { products: ['transactions'] } };
  await expect(createAndStart({ ...request, ...MXBANK, ...other })).rejects.toMatchObject({
    code: 'invalid',
  });
  expect(await createAndStart({ ...request, ...MXBANK, ...wish })).toMatchObject({
    state: 'following',
  });
  expect(outside.logins).toBe(1);
});

test('a misspelt option is refused before anything is stored', async () => {
  const { outside, request } = await setUp();
  const misspelt = { ...request, ...MXBANK, jobs: ['verify'] };
  await expect(createAndStart(misspelt)).rejects.toThrow('Did you mean `job`?');
  expect(outside.members).toEqual([]);
});

test('one of several members is repaired only if MX names it', async () => {
  const twins = { duplicates: 'credentials' } as const;
  const unclear = await setUp(twins);
  const first = await unclear.member('one', 'correct');
  const second = await unclear.member('two', 'INVALID');
  const before = unclear.outside.logins;
  expect(await createAndStart({ ...unclear.request, ...MXBANK })).toEqual({
    state: 'conflict',
    candidates: [
      { member: first, name: 'MX Bank', connectionStatus: 'CONNECTED', id: 'one' },
      { member: second, name: 'MX Bank', connectionStatus: 'DENIED', id: 'two' },
    ],
  });
  expect(unclear.outside.logins).toBe(before);
  const { host, userGuid } = unclear;
  expect(await readCreation({ host, userGuid, id: 'new' })).toBeNull();

  const named = await setUp({ ...twins, conflictNamesMember: true });
  const meant = await named.member('one', 'correct');
  await named.member('two', 'INVALID');
  expect(await createAndStart({ ...named.request, ...MXBANK })).toMatchObject({
    state: 'following',
    member: meant,
  });
});

test('an id that MX already has leads to its member, without another login', async () => {
  const { outside, request, member } = await setUp();
  const known = await member('new', 'correct', 'somebody');
  const before = outside.logins;
  expect(await createAndStart({ ...request, ...MXBANK })).toMatchObject({
    state: 'following',
    member: known,
  });
  await pass(10_000);
  expect(outside.logins).toBe(before);
});

test('a refused creation is not stored, and its id can be used again', async () => {
  const { outside, request, host, userGuid } = await setUp();
  outside.simulator.faults.add({
    on: 'createMember',
    times: 1,
    fault: { kind: 'status', status: 429 },
  });
  await expect(createAndStart({ ...request, ...MXBANK })).rejects.toMatchObject({
    code: 'rateLimited',
  });
  expect(await readCreation({ host, userGuid, id: 'new' })).toBeNull();
  expect(await createAndStart({ ...request, ...MXBANK })).toMatchObject({ state: 'following' });
});

test('a request that did not reach MX is not repeated, and the user must enter the credentials again', async () => {
  const { outside, request, host, userGuid } = await setUp();
  outside.simulator.faults.add({ on: 'createMember', times: 1, fault: { kind: 'drop' } });
  let view: unknown;
  void createAndStart({ ...request, ...MXBANK }).then((created) => {
    view = created;
  });
  await pass(4_000);
  expect(view).toEqual({ state: 'needsCredentials' });
  await pass(120_000);
  expect(await readCreation({ host, userGuid, id: 'new' })).toEqual({ state: 'needsCredentials' });
  expect(outside.members).toEqual([]);
  await createAndStart({ ...request, ...MXBANK });
  expect(outside.logins).toBe(1);
});

test('after a lost reply the host reads MX until it succeeds', async () => {
  const { outside, request, host, userGuid } = await setUp();
  const { faults } = outside.simulator;
  faults.add({ on: 'createMember', times: 1, fault: { kind: 'drop', when: 'after' } });
  const outage = faults.add({ on: 'listMembers', fault: { kind: 'status', status: 503 } });
  const refused = expect(createAndStart({ ...request, ...MXBANK })).rejects.toBeInstanceOf(MxError);
  await pass(20_000);
  await refused;
  expect(await readCreation({ host, userGuid, id: 'new' })).toEqual({ state: 'creating' });
  outage();
  await pass(70_000);
  expect(await readCreation({ host, userGuid, id: 'new' })).toMatchObject({
    state: 'following',
    view: { outcome: { outcome: 'connected' } },
  });
  expect(outside.logins).toBe(1);
});

test('a member whose user did not return from the bank’s page is reused', async () => {
  const { outside, host, request, userGuid } = await setUp();
  const first = await createAndStart({ ...request, ...OAUTH });
  const second = await createAndStart({ ...request, ...OAUTH, id: 'another' });
  expect(first).toMatchObject({
    state: 'following',
    oauthWindowUri: expect.stringMatching(/^https:/),
  });
  expect(second).toMatchObject({
    state: 'following',
    oauthWindowUri: expect.stringMatching(/^https:/),
  });
  expect(second.state === 'following' && second.member).toEqual(
    first.state === 'following' && first.member,
  );
  expect(outside.members).toHaveLength(1);
  await pass(5_000);
  expect(await readCreation({ host, userGuid, id: 'another' })).toMatchObject({
    view: { state: 'authorizing' },
  });
});

test('a request with missing or contradicting arguments is refused before anything is stored', async () => {
  const { outside, request } = await setUp();
  const refusals = [
    { ...request, ...MXBANK, id: 'a/b' },
    { ...request, ...MXBANK, id: '' },
    { ...request, ...MXBANK, userGuid: '' },
    { ...request, ...MXBANK, oauth: {} },
    { ...request, institutionCode: 'mxbank' },
  ];
  for (const refused of refusals)
    await expect(createAndStart(refused)).rejects.toMatchObject({ code: 'invalid' });
  await createAndStart({ ...request, ...MXBANK });
  await expect(createAndStart({ ...request, ...OAUTH })).rejects.toMatchObject({ code: 'invalid' });
  expect(outside.members).toHaveLength(1);
});

test('a creation that MX refuses because of the key is counted', async () => {
  const { host, request } = await setUp();
  const mx = { ...request.mx, createMember: () => Promise.reject(new MxError('unauthorized')) };
  expect(host.stats().calls.create).toMatchObject({ unauthorized: 0 });
  await expect(createAndStart({ ...request, mx, ...MXBANK })).rejects.toMatchObject({
    code: 'unauthorized',
  });
  expect(host.stats().calls.create).toMatchObject({ unauthorized: 1, rateLimited: 0 });
});
