import {
  begin,
  type MemberInput,
  type MemberRecord,
  type Reading,
  recover,
} from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { challenged, idle, MEMBER, running } from '../support/fake-member.ts';
import { take } from '../support/steps.ts';

/** What MX may have done although its reply was lost. Each is a way that the exhaustive search has found. */

/** A member of which the next call is a poll, and what polls show, each so many ms after the one before. */
class Member {
  record: MemberRecord;
  #now = 0;
  constructor(input: Omit<MemberInput, 'member'>) {
    this.record = begin({ member: MEMBER, ...input }).record;
  }
  get view() {
    const { state, context } = this.record;
    return { state, prompt: context.prompt, guids: context.challenges.map(({ guid }) => guid) };
  }
  lose(call: 'startJob' | 'submitAnswers') {
    const fault = { code: 'unreachable', at: this.#now } as const;
    this.record = take(this.record, { type: 'error', call, fault }).record;
  }
  start(reading: Reading) {
    const stamped = { ...reading, at: this.#now };
    this.record = take(this.record, { type: 'done', call: 'startJob', reading: stamped }).record;
  }
  poll(reading: Reading, later = 20_000) {
    this.record = take(this.record, { type: 'elapsed' }).record;
    this.reply(reading, later);
  }
  recover() {
    this.record = recover(this.record).record;
  }
  reply(reading: Reading, later: number) {
    this.#now += later;
    const stamped = { ...reading, at: this.#now };
    this.record = take(this.record, { type: 'done', call: 'readStatus', reading: stamped }).record;
  }
  answer(guid: string) {
    const answers = [{ guid, value: 'x' }];
    this.record = take(this.record, { type: 'challenge.answer', answers }).record;
  }
}

const old = {
  aggregatedAt: '2026-01-01T01:00:00Z',
  successfullyAggregatedAt: '2026-01-01T01:00:00Z',
};
const newer = {
  aggregatedAt: '2026-01-01T02:00:00Z',
  successfullyAggregatedAt: '2026-01-01T03:00:00Z',
};

describe('answers whose reply was lost', () => {
  /** `A` was answered, and the reply was lost. */
  function answered(): Member {
    const member = new Member({ job: 'aggregate' });
    member.start(running('CONNECTED'));
    member.poll(challenged('A'));
    member.answer('A');
    member.lose('submitAnswers');
    return member;
  }

  test('are not asked for again by an old reading once something else is asked', () => {
    const member = answered();
    member.poll(challenged('B'));
    member.poll(challenged('A'));
    expect(member.view).toEqual({ state: 'challenged.waiting', prompt: 2, guids: ['B'] });
  });

  test('are asked for again after two polls, also when an old one shows the job at work', () => {
    const member = answered();
    member.poll(running('CONNECTED'));
    member.poll(challenged('A'), 3_000);
    expect(member.view.state).toBe('resumed.waiting');
    member.poll(challenged('A'), 3_010);
    expect(member.view).toEqual({ state: 'challenged.waiting', prompt: 2, guids: ['A'] });
  });
});

test('the time before an answer does not count against the phase after it, also when its reply is lost', () => {
  const member = new Member({ job: 'aggregate' });
  member.start(running('CONNECTED'));
  member.poll(challenged('A'));
  member.answer('A');
  member.recover();
  member.reply(running('RESUMED'), 50_000);
  expect(member.record.context).toMatchObject({ phase: 'resumed', observed: { phase: 0 } });
  member.poll(running('RESUMED'));
  expect(member.record.context.observed.phase).toBe(20_000);
});

describe('a start whose reply was lost', () => {
  test('has ended when a second poll says so: it may have been the first of two starts', () => {
    const member = new Member({ job: 'aggregate', baseline: idle('CONNECTED', old) });
    member.lose('startJob');
    member.poll(idle('CONNECTED', newer));
    expect(member.view.state).toBe('aggregating.waiting');
    member.poll(idle('CONNECTED', newer), 5_010);
    expect(member.record.context.verdict).toMatchObject({ type: 'connected', fresh: true });
  });

  test('has failed when a second poll says so, also where MX says why', () => {
    const member = new Member({ job: 'aggregate', baseline: idle('CONNECTED', old) });
    const denied = idle('DENIED', { ...newer, errorCode: 2005 });
    member.lose('startJob');
    member.poll(denied);
    expect(member.view.state).toBe('aggregating.waiting');
    member.poll(denied, 3_010);
    expect(member.record.context.verdict).toMatchObject({ type: 'failed', reason: 'credentials' });
  });
});
