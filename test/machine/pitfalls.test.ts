import { readFileSync } from 'node:fs';
import { begin, MxError, persist } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { challenged, idle, inOrder, running, startMember } from '../support/fake-member.ts';
import { type Said, take } from '../support/steps.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const never = () => new Promise<never>(() => {});

test('during an outage each of a thousand members makes fewer than 60 requests an hour', () => {
  const polls = Array.from({ length: 1_000 }, (_, index) => {
    const member = { userGuid: `USR-${index}`, memberGuid: `MBR-${index}` };
    let { record, effects } = begin({ member, job: null });
    let count = 0;
    for (let now = 0; now < HOUR; ) {
      const wait = effects.find((effect) => effect.type === 'wait');
      const event: Said = wait
        ? { type: 'elapsed' }
        : {
            type: 'error',
            call: 'readStatus',
            fault: { code: 'unreachable', at: now },
          };
      now += wait?.ms ?? 0;
      count += wait ? 0 : 1;
      ({ record, effects } = take(record, event));
    }
    return count;
  });
  expect(Math.max(...polls)).toBeLessThan(60);
});

/** Behavior of our dependencies that surprises if it is not handled. */
describe('traps of our own stack', () => {
  const answering = async () => {
    const member = await startMember({ read: () => challenged('A'), submit: never });
    await member.run(2_000);
    await member.answer('SECRET');
    return member;
  };

  test('XState persists the input of a running call: answers are not in it', async () => {
    const member = await answering();
    const native = JSON.stringify(member.actor.getPersistedSnapshot());
    expect(native).toContain('submitAnswers');
    expect(native).not.toContain('SECRET');
  });

  test('XState inspects the input of a call: answers are not in it', async () => {
    const { inspected } = await answering();
    const calls = inspected.filter(
      (one) => one.type === '@xstate.actor' || one.type === '@xstate.action',
    );
    expect(JSON.stringify(calls)).toContain('submitAnswers');
    expect(JSON.stringify(calls)).not.toContain('SECRET');
  });

  test('XState runs a restored call again: no record rests in one that sends answers', async () => {
    const member = await answering();
    const restored = await startMember({ read: never }, {}, persist(member.actor.getSnapshot()));
    await restored.run(MINUTE);
    expect(restored.calls).toMatchObject({ submissions: [], reads: [0] });
  });

  test('XState sets no timer again when it restores: no record rests on one', async () => {
    const waiting = await startMember({ read: () => running('CREATED') });
    await waiting.run(500);
    expect(waiting.actor.getSnapshot().value).toEqual({ aggregating: 'waiting' });
    const record = persist(waiting.actor.getSnapshot());
    const restored = await startMember(
      { read: inOrder(running('CREATED'), idle('CONNECTED')) },
      {},
      record,
    );
    await restored.run(10_000);
    expect(restored.view.state).toBe('connected');
  });

  test('a restored member can be persisted and restored again during a call', async () => {
    let record = persist((await answering()).actor.getSnapshot());
    for (let times = 0; times < 3; times++) {
      const member = await startMember({ read: never }, {}, JSON.parse(JSON.stringify(record)));
      record = persist(member.actor.getSnapshot());
    }
    const last = await startMember(
      { read: inOrder(running('RESUMED'), idle('CONNECTED')) },
      {},
      record,
    );
    await last.run(10_000);
    expect(last.view.state).toBe('connected');
  });

  test('errors all look the same as JSON, but faults are plain data', async () => {
    const fault = async (error: MxError) => {
      const member = await startMember({
        read: () => {
          throw error;
        },
      });
      await member.run(2_000);
      return JSON.stringify(member.actor.getSnapshot().context.fault);
    };
    const limited = await fault(new MxError('rateLimited', { status: 429, retryAfter: 5 }));
    expect(JSON.parse(limited)).toMatchObject({ code: 'rateLimited', status: 429, retryAfter: 5 });
    expect(await fault(new MxError('malformed'))).not.toBe(limited);
  });

  test('two copies of xstate break an app, so the machine has it as a peer with a wide range', () => {
    const { dependencies = {}, peerDependencies } = JSON.parse(
      readFileSync(new URL('../../packages/machine/package.json', import.meta.url), 'utf8'),
    );
    expect(dependencies).toEqual({});
    expect(peerDependencies).toEqual({ xstate: '^5.21.0' });
  });
});
