import { createAndStart, readCreation } from '@mx-member/host';
import { MxError } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { credentials } from '../../support/simulated.ts';
import { outside } from './outside.ts';

/** What `createAndStart` does with the replies of MX. In virtual time, against the simulator. */

const MXBANK = { institutionCode: 'mxbank', credentials: credentials('correct') };
const OAUTH = { institutionCode: 'mx_bank_oauth', oauth: {} } as const;

beforeEach(stopTime);
afterEach(releaseTime);

test('two calls at the same time create one member with one login', async () => {
  const { jobs, request } = await outside();
  const [one, two] = await Promise.all([
    createAndStart({ ...request, ...MXBANK }),
    createAndStart({ ...request, ...MXBANK }),
  ]);
  expect(two).toEqual(one);
  expect(jobs()).toHaveLength(1);
});

test('what was asked for is stored with the id, and another wish under this id is refused', async () => {
  const { jobs, members, host, request, userGuid } = await outside();
  const dataRequest = { products: ['account_verification'] };
  const wish = { job: 'verify', dataRequest, metadata: 'ours', useCases: ['PFM'] } as const;
  await createAndStart({ ...request, ...MXBANK, ...wish });
  expect(members()).toMatchObject([{ metadata: 'ours', useCases: ['PFM'] }]);
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
  expect(jobs()).toHaveLength(1);
});

test('a misspelt option is refused before anything is stored', async () => {
  const { members, request } = await outside();
  const misspelt = { ...request, ...MXBANK, jobs: ['verify'] };
  await expect(createAndStart(misspelt)).rejects.toThrow('Did you mean `job`?');
  expect(members()).toEqual([]);
});

test('one of several members is repaired only if MX names it', async () => {
  const twins = { duplicates: 'credentials' } as const;
  const unclear = await outside(twins);
  const first = await unclear.member('one', 'correct');
  const second = await unclear.member('two', 'INVALID');
  const before = unclear.jobs();
  expect(await createAndStart({ ...unclear.request, ...MXBANK })).toEqual({
    state: 'conflict',
    candidates: [
      { member: first, name: 'MX Bank', connectionStatus: 'CONNECTED', id: 'one' },
      { member: second, name: 'MX Bank', connectionStatus: 'DENIED', id: 'two' },
    ],
  });
  expect(unclear.jobs()).toEqual(before);
  const { host, userGuid } = unclear;
  expect(await readCreation({ host, userGuid, id: 'new' })).toBeNull();

  const named = await outside({ ...twins, conflictNamesMember: true });
  const meant = await named.member('one', 'correct');
  await named.member('two', 'INVALID');
  expect(await createAndStart({ ...named.request, ...MXBANK })).toMatchObject({
    state: 'following',
    member: meant,
  });
});

test('an id that MX already has leads to its member, without another login', async () => {
  const { jobs, request, member } = await outside();
  const known = await member('new', 'correct', 'somebody');
  const before = jobs();
  expect(await createAndStart({ ...request, ...MXBANK })).toMatchObject({
    state: 'following',
    member: known,
  });
  await pass(10_000);
  expect(jobs()).toEqual(before);
});

test('a refused creation is not stored, and its id can be used again', async () => {
  const { simulator, request, host, userGuid } = await outside();
  simulator.faults.add({
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
  const { jobs, members, simulator, request, host, userGuid } = await outside();
  simulator.faults.add({ on: 'createMember', times: 1, fault: { kind: 'drop' } });
  let view: unknown;
  void createAndStart({ ...request, ...MXBANK }).then((created) => {
    view = created;
  });
  await pass(4_000);
  expect(view).toEqual({ state: 'needsCredentials' });
  await pass(120_000);
  expect(await readCreation({ host, userGuid, id: 'new' })).toEqual({ state: 'needsCredentials' });
  expect(members()).toEqual([]);
  await createAndStart({ ...request, ...MXBANK });
  expect(jobs()).toHaveLength(1);
});

test('after a lost reply the host reads MX until it succeeds', async () => {
  const { jobs, simulator, request, host, userGuid } = await outside();
  const { faults } = simulator;
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
  expect(jobs()).toHaveLength(1);
});

test('a request with missing or contradicting arguments is refused before anything is stored', async () => {
  const { members, request } = await outside();
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
  expect(members()).toHaveLength(1);
});

test('a creation that MX refuses because of the key is counted', async () => {
  const { host, request } = await outside();
  const mx = { ...request.mx, createMember: () => Promise.reject(new MxError('unauthorized')) };
  expect(host.stats().calls.create).toMatchObject({ unauthorized: 0 });
  await expect(createAndStart({ ...request, mx, ...MXBANK })).rejects.toMatchObject({
    code: 'unauthorized',
  });
  expect(host.stats().calls.create).toMatchObject({ unauthorized: 1, rateLimited: 0 });
});
