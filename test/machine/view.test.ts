import {
  type FaultCode,
  MxError,
  memberMachine,
  memberView,
  type Reading,
  STATUSES,
} from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { MACHINE_FAILURES } from '../../packages/machine/src/mx/faults.ts';
import { challenged, idle, inOrder, running, startMember } from '../support/fake-member.ts';

/** A start whose reply reports no success, so that any success is newer. */
const start = () => running('CREATED', { successfullyAggregatedAt: null });
const success = idle('CONNECTED', { successfullyAggregatedAt: '2026-01-01T00:00:00Z' });

test('the tags tell who has to act', async () => {
  const tags = async (read: () => Reading, job: 'aggregate' | null = 'aggregate') => {
    const member = await startMember({ read }, { job });
    await member.run(2_000);
    return [...member.actor.getSnapshot().tags];
  };
  expect(await tags(() => running('CREATED'))).toEqual(['busy']);
  expect(await tags(() => challenged('A'))).toEqual(['needsUser']);
  expect(await tags(() => idle('PENDING'), null)).toEqual(['needsUser']);
});

describe('the status', () => {
  test.each(['CREATED', 'DELAYED', 'CONNECTED', null] as const)('%s is explained', async (name) => {
    const member = await startMember({ read: () => running(name) });
    await member.run(2_000);
    const { meaning } = STATUSES[name ?? 'null'];
    expect(member.view.status).toEqual({ name, known: true, meaning, message: null });
  });

  test('has MX’s own sentence for the user', async () => {
    const message = 'We are gathering your data.';
    const member = await startMember({ read: () => running('CREATED', { message }) });
    await member.run(2_000);
    expect(member.view.status).toMatchObject({ name: 'CREATED', message });
  });

  test.each(['toString', 'null', '__proto__', 'NEW_ONE'])(
    '%s is named as an unknown status',
    async (name) => {
      const member = await startMember({ read: () => running(name) });
      await member.run(2_000);
      expect(member.view.status).toMatchObject({ name, known: false });
      expect(member.view.status?.meaning).toContain(name);
    },
  );
});

describe('the outcome', () => {
  test('of a success says that the account is connected', async () => {
    const member = await startMember({ start, read: () => success });
    await member.run(2_000);
    expect(member.view).toMatchObject({
      busy: false,
      needs: null,
      outcome: {
        outcome: 'connected',
        fresh: true,
        message: 'The account is connected.',
        advice: null,
      },
    });
  });

  test('of a success without proof says that the data may be older', async () => {
    const member = await startMember({ start: () => success, read: () => success });
    await member.run(9_000);
    expect(member.view.outcome).toMatchObject({
      fresh: false,
      advice: 'MX has not shown that a new job has ended, so the data may be older.',
    });
  });

  test.each(Object.entries(STATUSES).filter(([, row]) => row.class === 'failed'))(
    'of %s has its sentence and what to do',
    async (name, { meaning }) => {
      const member = await startMember({ read: () => idle(name) });
      await member.run(9_000);
      expect(member.view.outcome).toMatchObject({
        outcome: 'failed',
        connectionStatus: name,
        message: meaning,
        advice: expect.stringMatching(/\.$/),
      });
    },
  );

  test('of an error code says what the code means', async () => {
    const member = await startMember({
      read: inOrder(running('CREATED'), idle('FAILED', { errorCode: 3001 })),
    });
    await member.run(9_000);
    expect(member.view.outcome).toMatchObject({
      message: 'The institution is under maintenance.',
    });
  });

  test('of an error beside a code from before a later success has the sentence of its reason', async () => {
    const before = { errorCode: 2001, successfullyAggregatedAt: '2026-01-01T00:00:00Z' };
    const after = { errorCode: 2001, successfullyAggregatedAt: '2026-01-02T00:00:00Z' };
    const member = await startMember({
      look: () => idle('DENIED', before),
      start: () => running('DENIED', before),
      read: () => idle('DENIED', after),
    });
    await member.run(9_000);
    expect(member.view.outcome).toMatchObject({
      reason: 'credentials',
      message: STATUSES.DENIED.meaning,
    });
  });

  test('of an unknown error code has its number', async () => {
    const member = await startMember({
      read: inOrder(running('CREATED'), idle('CONNECTED', { errorCode: 9999 })),
    });
    await member.run(9_000);
    expect(member.view.outcome).toMatchObject({ message: expect.stringContaining('9999') });
  });

  test('of a missing member asks to add the account again', async () => {
    const member = await startMember({
      read: inOrder(running('CREATED'), new MxError('notFound')),
    });
    await member.run(30_000);
    expect(member.view.outcome).toMatchObject({
      nextStep: 'connectAgain',
      advice: expect.stringContaining('Add the account again'),
    });
  });

  test('of a cancelled lifecycle says so, whatever MX shows', async () => {
    const member = await startMember({ read: () => challenged('A') });
    await member.run(2_000);
    member.send({ type: 'cancel' });
    expect(member.view).toMatchObject({
      state: 'failed',
      challenges: [],
      outcome: {
        reason: 'cancelled',
        message: MACHINE_FAILURES.cancelled.meaning,
        advice: 'Start again.',
      },
    });
    expect(member.emitted.at(-1)).toMatchObject({
      type: 'ended',
      output: { reason: 'cancelled' },
    });
  });
});

test.each<FaultCode>(['unreachable', 'rateLimited', 'malformed', 'unexpected'])(
  'warning with %s has a sentence, and disappears later',
  async (code) => {
    const member = await startMember({ read: inOrder(new MxError(code), running('CREATED')) });
    await member.run(2_000);
    expect(member.view.warning).toEqual({
      code,
      message: expect.stringMatching(/^MX|^The call/),
    });
    await member.run(10_000);
    expect(member.view.warning).toBeNull();
  },
);

test('memberView of an actor that could not start throws with the reason', () => {
  const actor = createActor(memberMachine, { input: {} as never });
  expect(() => memberView(actor.getSnapshot())).toThrow('could not start; its `snapshot.error`');
});

describe('an outcome after a refused call explains the refusal', () => {
  test.each([
    ['institutionMaintenance', 'The institution is under maintenance.', 'Try again later.'],
    ['institutionUnavailable', 'The institution is unavailable at present.', 'Try again later.'],
    [
      'institutionPrevented',
      'MX does not allow this institution to be used.',
      'Choose another institution or account.',
    ],
    [
      'institutionPreventNew',
      'MX does not allow new connections to this institution.',
      'Choose another institution or account.',
    ],
    [
      'institutionPreventVerification',
      'MX does not allow accounts of this institution to be verified.',
      'Choose another institution or account.',
    ],
  ] as const)('%s', async (code, message, advice) => {
    const read = inOrder(running('DENIED'), new MxError(code, { status: 400 }));
    const member = await startMember({ read });
    await member.run(20_000);
    expect(member.view).toMatchObject({
      state: 'failed',
      status: { name: 'DENIED' },
      outcome: { message, advice, lastFault: { code } },
    });
  });
});

test('memberView of an actor throws, and says what to pass', () => {
  const input = { member: { userGuid: 'USR-1', memberGuid: 'MBR-1' }, job: 'aggregate' } as const;
  const actor = createActor(memberMachine, { input });
  for (const given of [actor, undefined, {}])
    expect(() => memberView(given as never)).toThrow(
      new TypeError('mx-member: memberView takes a snapshot: actor.getSnapshot().'),
    );
});
