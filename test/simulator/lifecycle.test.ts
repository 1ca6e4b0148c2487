import { JOBS } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { questionOf, simulated, V1, V2 } from '../support/simulated.ts';

describe.each([
  ['v20111101', V1],
  ['v20250224', V2],
])('the flow of the guide in %s', (_version, headers) => {
  test('goes from aggregate through one question to CONNECTED', async () => {
    const { member, pass } = simulated({}, headers);
    const { created, start, status, answer } = await member('challenge');
    expect(created.status).toBe(202);
    expect(created.body.member).toMatchObject({
      connection_status: 'CREATED',
      is_being_aggregated: true,
    });
    expect(await start()).toMatchObject({ status: 202 });

    pass(1_000);
    const challenged = await status();
    expect(challenged).toMatchObject({
      connection_status: 'CHALLENGED',
      is_being_aggregated: true,
      is_authenticated: false,
      challenges: [{ guid: expect.stringMatching(/^CRD-/), label: expect.any(String) }],
    });

    const resumed = await answer('correct');
    expect(resumed.status).toBe(202);
    expect(resumed.body.member).toMatchObject({
      connection_status: 'RESUMED',
      is_being_aggregated: true,
      is_authenticated: false,
    });
    expect(await status()).not.toHaveProperty('challenges');

    pass(1_000);
    expect(await status()).toMatchObject({
      connection_status: 'CONNECTED',
      is_being_aggregated: false,
      is_authenticated: true,
      has_processed_accounts: true,
      aggregated_at: '2026-01-01T00:00:00.000Z',
      successfully_aggregated_at: '2026-01-01T00:00:02.000Z',
    });
  });
});

test('two rounds are two questions with two guids', async () => {
  const { member, pass } = simulated();
  const { status, answer, received } = await member('simulate:options,token');
  const seen = [];
  for (let round = 0; round < 2; round++) {
    pass(1_000);
    seen.push(questionOf(await status()));
    await answer('correct');
  }
  pass(1_000);
  expect((await status()).connection_status).toBe('CONNECTED');
  expect(seen.map(({ type }) => type)).toEqual(['OPTIONS', 'TOKEN']);
  expect(seen[0]?.guid).not.toBe(seen[1]?.guid);
  expect(received().answers.map(({ challenge, grade }) => [challenge, grade])).toEqual(
    seen.map(({ guid }) => [guid, 'right']),
  );
});

describe('a start', () => {
  test('shows the status of the previous job, and that a new job runs', async () => {
    const { member, pass } = simulated();
    const { start, status } = await member('LOCKED');
    pass(1_000);
    expect((await status()).connection_status).toBe('LOCKED');
    pass(60_000);
    const { body } = await start();
    expect(body.member).toMatchObject({
      connection_status: 'LOCKED',
      is_being_aggregated: true,
      aggregated_at: '2026-01-01T00:01:01.000Z',
    });
    expect(await status()).toMatchObject({
      connection_status: 'LOCKED',
      is_being_aggregated: true,
      aggregated_at: '2026-01-01T00:01:01.000Z',
    });
  });

  test.each(JOBS)('of %s has the success code that MX documents', async (job) => {
    const { member, pass } = simulated();
    const { start, status, received } = await member('correct', { skip_aggregation: true });
    const { status: code } = await start(job);
    expect(code).toBe(job === 'verify' || job === 'fetch_rewards' ? 200 : 202);
    pass(1_000);
    expect(await status()).toMatchObject({
      connection_status: 'CONNECTED',
      has_processed_account_numbers: job === 'verify',
    });
    expect(received().starts).toMatchObject([{ job, by: 'request', result: 'started' }]);
  });

  test('of the running job changes nothing, and of another job is a conflict', async () => {
    const { member, pass } = simulated();
    const { start, status, received } = await member('correct');
    pass(500);
    expect((await start('aggregate')).status).toBe(202);
    expect((await start('verify')).status).toBe(409);
    pass(500);
    expect((await status()).connection_status).toBe('CONNECTED');
    expect(received().starts.map(({ result }) => result)).toEqual([
      'started',
      'alreadyRunning',
      'otherJobRuns',
    ]);
    expect((await start('verify')).status).toBe(200);
  });

  test('is skipped with skip_aggregation, which only v20111101 has', async () => {
    const old = await simulated({}, V1).member('correct', { skip_aggregation: true });
    expect(old.created.status).toBe(200);
    expect(old.created.body.member).toMatchObject({
      connection_status: 'CREATED',
      is_being_aggregated: false,
    });
    const { created } = await simulated({}, V2).member('correct', { skip_aggregation: true });
    expect(created.status).toBe(202);
  });
});

describe('new credentials', () => {
  test('start a job, and the member is UPDATED until it has a result', async () => {
    const { member, pass } = simulated();
    const { update, status, received, start } = await member('UNAUTHORIZED');
    pass(1_000);
    expect((await status()).connection_status).toBe('DENIED');
    const { body } = await update({
      credentials: [{ guid: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d', value: 'correct' }],
    });
    expect(body.member).toMatchObject({ connection_status: 'UPDATED', is_being_aggregated: true });
    expect((await start('verify')).status).toBe(409);
    pass(1_000);
    expect((await status()).connection_status).toBe('CONNECTED');
    expect(received().starts.map(({ by }) => by)).toEqual(['create', 'update', 'request']);
  });

  test('do not start a job while one runs, and other fields never do', async () => {
    const { member, pass } = simulated();
    const { update, received, status } = await member('challenge');
    expect((await update({ metadata: 'mine' })).body.member.metadata).toBe('mine');
    await update({
      credentials: [{ guid: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d', value: 'correct' }],
    });
    expect(received().starts).toHaveLength(1);
    pass(1_000);
    expect((await status()).connection_status).toBe('CHALLENGED');
  });
});

test('steps happen in order, however late they are read', async () => {
  const { member, pass } = simulated();
  const { status } = await member('simulate:DELAYED,CONNECTED,CONNECTED');
  pass(86_400_000);
  expect(await status()).toMatchObject({
    connection_status: 'CONNECTED',
    successfully_aggregated_at: '2026-01-01T00:00:03.000Z',
  });
});

test('steps can take no time at all', async () => {
  const { member } = simulated({ step: 0 });
  const { status, answer } = await member('simulate:DELAYED,options,token');
  for (let round = 0; round < 2; round++) {
    expect((await status()).connection_status).toBe('CHALLENGED');
    await answer('correct');
  }
  expect((await status()).connection_status).toBe('CONNECTED');
});

test('time does not go back, even if the clock does', async () => {
  const { member, pass } = simulated();
  const { status, start } = await member('correct');
  pass(1_000);
  await status();
  pass(-500_000);
  expect((await start()).body.member.aggregated_at).toBe('2026-01-01T00:00:01.000Z');
});

test('two runs give exactly the same result', async () => {
  const run = async () => {
    const { member, pass } = simulated();
    const { status, created } = await member('simulate:text+options');
    pass(1_000);
    return JSON.stringify([created, await status()]);
  };
  expect(await run()).toBe(await run());
});
