import {
  createMemberActors,
  type MemberActorsOptions,
  type MemberPort,
  MxError,
  memberMachine,
  type Reading,
} from '@mx-member/machine';
import { describe, expect, test, vi } from 'vitest';
import { type AnyActorLogic, createActor } from 'xstate';
import { FakeMember, MEMBER, openOf, running } from '../support/fake-member.ts';
import { settle } from '../support/virtual-clock.ts';

const never = () => new Promise<never>(() => {});

describe('onError', () => {
  test('gets errors that are not an MxError, and invalid results of a port', async () => {
    const thrown = new TypeError('x is not a function');
    const seen: [unknown, string][] = [];
    let reads = 0;
    const read = () => {
      reads++;
      if (reads === 1) throw thrown;
      if (reads === 2) return { connectionStatus: 'CREATED' } as Reading;
      if (reads === 3) throw new MxError('unreachable');
      return running('CREATED');
    };
    const onError: MemberActorsOptions['onError'] = (error, where) => seen.push([error, where]);
    const open = openOf(memberMachine, { onError });
    const one = await new FakeMember({ read }, { input: {}, open }).start();
    await one.run(120_000);
    expect(reads).toBeGreaterThan(3);
    expect(seen).toEqual([
      [thrown, 'readStatus'],
      [
        expect.objectContaining({ code: 'badReturn', path: 'reading.isBeingAggregated' }),
        'readStatus',
      ],
    ]);
  });
});

test('onError gets the name of the call', async () => {
  const thrown = new Error('x');
  const fail = async () => {
    throw thrown;
  };
  const seen: unknown[] = [];
  const port = { startJob: fail, readStatus: fail, submitAnswers: fail };
  const actors = createMemberActors(port, { onError: (_, where) => seen.push(where) });
  const answers = [{ guid: 'A', value: 'x' }];
  const inputs = {
    startJob: { member: MEMBER, job: 'aggregate' },
    readStatus: { member: MEMBER },
    submitAnswers: { member: MEMBER, answers },
  };
  for (const name of ['startJob', 'readStatus', 'submitAnswers'] as const) {
    const actor = createActor(actors[name] as AnyActorLogic, { input: inputs[name] });
    actor.subscribe({ error: () => {} });
    actor.start();
    await settle();
  }
  expect(seen).toEqual(['startJob', 'readStatus', 'submitAnswers']);
});

test('a wrong port, a misspelt option and the log of an error name the factory', async () => {
  expect(() => createMemberActors({} as MemberPort)).toThrow(
    'createMemberActors: `port` must be a MemberPort.',
  );
  const port = { startJob: never, readStatus: never, submitAnswers: never };
  expect(() => createMemberActors(port, { nows: 0 } as MemberActorsOptions)).toThrow(
    'createMemberActors: Unknown option `nows`. Did you mean `now`?',
  );
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {});
  const look = () => Promise.reject(new TypeError('down'));
  await new FakeMember({ look, read: never }, { input: {} }).start();
  const lines = logged.mock.calls.map(([line]) => String(line).trim());
  expect(lines).toEqual(['mx-member createMemberActors: readStatus: TypeError']);
  logged.mockRestore();
});
