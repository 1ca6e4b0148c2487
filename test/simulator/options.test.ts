import { createMxSimulator } from '@mx-member/simulator';
import { describe, expect, test } from 'vitest';
import type { BankOptions } from '../../packages/simulator/src/bank/options.ts';
import { credentials, questionOf, simulated, V2 } from '../support/simulated.ts';

/** Each question that MX's documentation leaves open has an option with all possible answers. */
describe('an open question has an option:', () => {
  const seen = async (options: object, password: string, ...answers: string[]) => {
    const { member, pass } = simulated(options);
    const { status, answer, ...rest } = await member(password);
    pass(1_000);
    for (const value of answers) {
      await answer(value);
      pass(1_000);
    }
    return { last: await status(), status, pass, ...rest };
  };

  test('a wrong answer is asked for again', async () => {
    const { last } = await seen({ wrongAnswer: 'CHALLENGED' }, 'options', 'voice');
    expect(last).toMatchObject({ connection_status: 'CHALLENGED', is_being_aggregated: true });
    const right = await seen({ wrongAnswer: 'CHALLENGED' }, 'options', 'voice', 'correct');
    expect(right.last.connection_status).toBe('CONNECTED');
  });

  test('a wrong answer is asked for again with the same guid', async () => {
    const { member, pass } = simulated({ wrongAnswer: 'same' });
    const { status, answer } = await member('challenge');
    pass(1_000);
    const first = questionOf(await status());
    await answer('wrong');
    expect((await status()).connection_status).toBe('RESUMED');
    pass(1_000);
    expect(questionOf(await status())).toEqual(first);
    await answer('correct');
    pass(1_000);
    expect((await status()).connection_status).toBe('CONNECTED');
  });

  test('a start and new credentials begin their job later', async () => {
    const { member, pass } = simulated({ queue: 5_000 });
    const { status, start, update } = await member('LOCKED');
    pass(1_000);
    const { body } = await start('verify');
    expect(body.member).toMatchObject({ connection_status: 'LOCKED', is_being_aggregated: false });
    expect((await start('identify')).status).toBe(409);
    expect((await start('verify')).status).toBe(200);
    pass(5_000);
    expect((await status()).is_being_aggregated).toBe(true);
    pass(1_000);
    expect((await status()).is_being_aggregated).toBe(false);
    await update({ credentials: credentials('correct') });
    const updated = { connection_status: 'UPDATED', is_being_aggregated: false };
    expect(await status()).toMatchObject(updated);
    pass(5_000);
    expect(await status()).toMatchObject({ ...updated, is_being_aggregated: true });
    pass(1_000);
    expect((await status()).connection_status).toBe('CONNECTED');
  });

  test('the replies to a start and to answers show the member as it was before', async () => {
    const { member, pass } = simulated({ repliesLate: true });
    const { status, answer, start } = await member('challenge');
    pass(1_000);
    const { body: answered } = await answer('correct');
    expect(answered.member.connection_status).toBe('CHALLENGED');
    expect((await status()).connection_status).toBe('RESUMED');
    pass(1_000);
    await status();
    const { body: started } = await start();
    expect(started.member.is_being_aggregated).toBe(false);
    expect((await status()).is_being_aggregated).toBe(true);
  });

  test('another program answers, and starts a job', async () => {
    const { member, pass } = simulated({ elsewhere: { answersAfter: 2_000, startsAfter: 9_000 } });
    const { status, received, start } = await member('challenge');
    pass(1_000);
    expect((await status()).connection_status).toBe('CHALLENGED');
    pass(2_000);
    expect((await status()).connection_status).toBe('RESUMED');
    pass(1_000);
    expect((await status()).connection_status).toBe('CONNECTED');
    pass(9_000);
    expect((await status()).is_being_aggregated).toBe(true);
    expect((await start('verify')).status).toBe(409);
    pass(60_000);
    expect((await status()).is_being_aggregated).toBe(false);
    expect(received().starts.map(({ job }) => job)).toEqual(['aggregate', 'identify', 'verify']);
  });

  test('the word "challenge" is a wrong answer', async () => {
    const { last } = await seen({ followUp: false }, 'challenge', 'challenge');
    expect(last.connection_status).toBe('REJECTED');
  });

  test('an option is named only by its guid', async () => {
    const options = { answerOptionsBy: ['guid'] as const };
    expect((await seen(options, 'options', 'correct')).last.connection_status).toBe('REJECTED');
    const { member, pass } = simulated(options);
    const { status, answer } = await member('options');
    pass(1_000);
    await answer(questionOf(await status()).options?.[0]?.guid ?? '');
    pass(1_000);
    expect((await status()).connection_status).toBe('CONNECTED');
  });

  test('the password "image" asks to choose a picture', async () => {
    const { last } = await seen({ imageChallenge: 'IMAGE_OPTIONS' }, 'image');
    expect(questionOf(last).type).toBe('IMAGE_OPTIONS');
  });

  test('challenge types in the status are numbers', async () => {
    const { last } = await seen({ integerTypes: true }, 'simulate:text+options+token+image');
    expect(last.challenges?.map(({ type }) => type)).toEqual([0, 2, 12, 13]);
  });

  test.each([
    ['names the member that has the login', { conflictNamesMember: true }, true],
    ['does not name the member', {}, false],
  ])('a 409 to a new member %s', async (_, options, isNamed) => {
    const { createUser, createMember } = simulated(options);
    const user = await createUser();
    const { guid } = (await createMember(user, 'correct')).body.member;
    const { status, body } = await createMember(user, 'correct');
    expect(status).toBe(409);
    expect(Object(body).guid).toBe(isNamed ? guid : undefined);
  });

  test.each([
    ['guid', expect.stringMatching(/^JOB-/)],
    ['null', null],
  ])('the guid of the job has the form that MX’s Python SDK needs: %s', async (jobGuidAs, guid) => {
    const { created } = await seen({ jobGuidAs }, 'correct');
    expect(created.body.member).toMatchObject({ most_recent_job_guid: guid });
  });

  test('a running job shows a temporary status, but its start does not', async () => {
    const { start, status } = await seen({ statusWhileRunning: 'UPDATED' }, 'LOCKED');
    expect((await start()).body.member.connection_status).toBe('LOCKED');
    expect(await status()).toMatchObject({
      connection_status: 'UPDATED',
      is_being_aggregated: true,
    });
  });

  test('malformed answers are 422', async () => {
    const { path } = await seen({}, 'challenge');
    expect(path).toMatch(/members/);
    const { member, pass, call } = simulated({ refusedAnswers: 422 });
    const asked = await member('challenge');
    pass(1_000);
    const challenges = [{ guid: 'CRD-unknown', value: 'x' }];
    expect((await call('PUT', `${asked.path}/resume`, { member: { challenges } })).status).toBe(
      422,
    );
  });

  test('every username is accepted', async () => {
    const { member, pass } = simulated({ otherUsername: 'accepted' });
    const { status } = await member('', { credentials: credentials('correct', 'somebody') });
    pass(1_000);
    expect((await status()).connection_status).toBe('CONNECTED');
  });

  test('a number of DENIED leads to PREVENTED', async () => {
    expect((await seen({ mostDenied: 1 }, 'INVALID')).last.connection_status).toBe('PREVENTED');
  });

  test('an aggregation soon after a successful one is accepted but not run', async () => {
    const { start, status, pass, received } = await seen({ throttle: 60_000 }, 'correct');
    expect(await start()).toMatchObject({
      status: 202,
      body: { member: { connection_status: 'CONNECTED', is_being_aggregated: false } },
    });
    expect((await start('check_balance')).body.member.is_being_aggregated).toBe(true);
    pass(1_000 + 60_000);
    await start();
    expect((await status()).is_being_aggregated).toBe(true);
    expect(received().starts.map(({ result }) => result)).toEqual([
      'started',
      'throttled',
      'started',
      'started',
    ]);
  });

  test.each([
    ['username', 'mxuser', 'other', 409],
    ['credentials', 'mxuser', 'other', 202],
    ['credentials', 'mxuser', 'correct', 409],
    ['allowed', 'mxuser', 'correct', 202],
  ] as const)(
    'duplicates by %s: %s with "%s" is %i',
    async (duplicates, username, password, code) => {
      const { createUser, createMember } = simulated({ duplicates });
      const user = await createUser();
      await createMember(user, 'correct');
      const fields = { credentials: credentials(password, username) };
      expect((await createMember(user, '', fields)).status).toBe(code);
    },
  );

  test('a job that the institution does not support is refused', async () => {
    const { member, call } = simulated({ unsupportedJobs: ['verify'] });
    const { start } = await member('correct');
    expect((await start('verify')).status).toBe(400);
    const { institution } = (await call('GET', '/institutions/mxbank')).body;
    expect(institution).toMatchObject({ supports_account_verification: false });
  });

  test('a requested product that the institution does not support makes a 201 with an error', async () => {
    const { call, createUser } = simulated({ unsupportedJobs: ['verify'] }, V2);
    const create = async (...products: readonly string[]) =>
      call('POST', `/users/${await createUser()}/members`, {
        data_request: { products },
        member: { institution_code: 'mxbank', credentials: credentials('correct') },
      });
    const failed = await create('transactions', 'account_verification');
    expect([failed.status, failed.body.member.error]).toEqual([
      201,
      expect.objectContaining({ error_code: expect.any(Number) }),
    ]);
    expect((await create('transactions')).status).toBe(202);
    expect((await create('dance')).status).toBe(400);
  });

  test('a new member is not aggregated', async () => {
    const { member } = simulated({ aggregatesNewMembers: false });
    const { created, received } = await member('correct');
    expect([created.status, received().starts]).toEqual([200, []]);
  });

  test('denying access in the OAuth window is DENIED', async () => {
    const { call, createUser, simulator } = simulated({ oauthDenied: 'DENIED' });
    const user = await createUser();
    const member = { institution_code: 'mx_bank_oauth', is_oauth: true };
    const { body } = await call('POST', `/users/${user}/members`, { member });
    await simulator.fetch(body.member.oauth_window_uri, {
      method: 'POST',
      body: new URLSearchParams({ decision: 'deny' }),
    });
    expect(simulator.bank.member(body.member.guid).shown.status).toBe('DENIED');
  });

  test('a member’s error is an object, a string, or absent', async () => {
    const errorOf = async (errorAs: 'object' | 'string' | 'absent') => {
      const { created } = await simulated({ errorAs }, V2).member('correct');
      return created.body.member.error;
    };
    expect(await errorOf('object')).toEqual({});
    expect(await errorOf('string')).toBe('{}');
    expect(await errorOf('absent')).toBeUndefined();
  });
});

test.each<[BankOptions, RegExp]>([
  [{ step: -1 }, /step/],
  [{ challengeLifetime: Number.NaN }, /challengeLifetime/],
  [{ throttle: Infinity }, /throttle/],
  [{ mostDenied: 0 }, /mostDenied/],
  [{ unsupportedJobs: ['dance' as never] }, /unsupportedJobs.*aggregate/],
  [{ blocked: { mxbank: 'shut' as never } }, /blocked.*institution_maintenance_error.*mxbank/],
  [{ oauthScript: 'dance' }, /oauthScript/],
])('invalid options are refused: %o', (options, reason) => {
  expect(() => createMxSimulator(options)).toThrow(reason);
});
