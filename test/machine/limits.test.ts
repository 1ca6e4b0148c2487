import {
  begin,
  type Fault,
  type MemberInput,
  type Reading,
  recordView,
  SLOW_AFTER,
  type Step,
  toFault,
} from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { challenged, idle, MEMBER, running } from '../support/fake-member.ts';
import { type Said, take } from '../support/steps.ts';

const AT = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

/** A member, step by step, with every moment chosen to the millisecond. */
function moments(input: Partial<MemberInput> = {}) {
  let last: Step = begin({ member: MEMBER, job: 'aggregate', ...input });
  const member = {
    get state() {
      return last.record.state;
    },
    get verdict() {
      return last.record.context.verdict;
    },
    get context() {
      return last.record.context;
    },
    get view() {
      return recordView(last.record);
    },
    take: (event: Said) => {
      last = take(last.record, event);
      return member;
    },
    started: (at = 0) =>
      member.take({
        type: 'done',
        call: 'startJob',
        reading: { ...running('CREATED'), at: AT + at },
      }),
    read: (reading: Reading, at: number) =>
      member
        .take({ type: 'elapsed' })
        .take({ type: 'done', call: 'readStatus', reading: { ...reading, at: AT + at } }),
    fails: (at: number, code: Fault['code'] = 'unreachable') =>
      member
        .take({ type: 'elapsed' })
        .take({ type: 'error', call: 'readStatus', fault: toFault({ code }, AT + at) }),
    answer: (guid = 'A') =>
      member.take({ type: 'challenge.answer', answers: [{ guid, value: 'x' }] }),
    submitted: (at: number) =>
      member.take({
        type: 'done',
        call: 'submitAnswers',
        reading: { ...running('RESUMED'), at: AT + at },
      }),
  };
  return member;
}

describe('a deadline is passed a millisecond after it', () => {
  test('while busy', () => {
    const deadlines = { busy: MINUTE };
    const member = moments({ deadlines }).started().read(running('CREATED'), MINUTE);
    expect(member.state).toBe('aggregating.waiting');
    expect(member.read(running('CREATED'), MINUTE + 1).verdict).toMatchObject({
      reason: 'tookTooLong',
    });
  });

  test('while the user is asked', () => {
    const deadlines = { needsUser: MINUTE };
    const member = moments({ deadlines }).started().read(challenged('A'), 10);
    member.read(challenged('A'), MINUTE + 10);
    expect(member.state).toBe('challenged.waiting');
    expect(member.read(challenged('A'), MINUTE + 11).verdict).toMatchObject({
      reason: 'abandoned',
    });
  });

  test('while MX is unreachable', () => {
    const deadlines = { unreachable: MINUTE };
    const member = moments({ deadlines })
      .started()
      .fails(10)
      .fails(MINUTE + 10);
    expect(member.state).toBe('aggregating.waiting');
    expect(member.fails(MINUTE + 11).verdict).toEqual({
      is: 'failed',
      reason: 'unreachable',
      nextStep: 'tryLater',
      rule: 'deadline',
    });
  });

  test('also for a reading that is passed over as old', () => {
    const stamp = { aggregatedAt: '2026-01-02T00:00:00Z' };
    const member = moments({ deadlines: { busy: MINUTE } })
      .started()
      .read(running('CREATED', stamp), 10);
    member.read(idle('DENIED', { aggregatedAt: '2026-01-01T00:00:00Z' }), 2 * MINUTE);
    expect(member.verdict).toMatchObject({ reason: 'tookTooLong' });
  });
});

describe('a phase is timed from when MX is first heard in it', () => {
  test('also after calls that failed before that', () => {
    const member = moments({ job: null }).fails(1_000).read(running('CREATED'), 9_000);
    expect(member.context).toMatchObject({ since: AT + 9_000, faultSince: null, failures: 0 });
  });

  test('an outage in the middle does not count', () => {
    const member = moments().started().fails(10_000).fails(20_000).read(running('CREATED'), 70_000);
    expect(member.context.since).toBe(AT + 60_000);
  });

  test('a clock that is set back ends nothing and counts nothing', () => {
    const member = moments({ deadlines: { busy: 1 } })
      .started()
      .fails(-50_000)
      .read(running('CREATED'), -90_000);
    expect(member.state).toBe('aggregating.waiting');
    expect(member.view.elapsed).toBe(0);
  });
});

test('a minute without news takes long, to the millisecond', () => {
  const member = moments().started().read(running('CREATED'), 1_000);
  expect(member.read(running('CREATED'), SLOW_AFTER + 999).view.isSlow).toBe(false);
  expect(member.read(running('CREATED'), SLOW_AFTER + 1_000).view.isSlow).toBe(true);
  expect(member.read(running('CONNECTED'), SLOW_AFTER + 2_000).view.isSlow).toBe(false);
});

describe('the questions of a round', () => {
  const asked = () => moments().started().read(challenged('A', 'B'), 1_000);

  test.each([
    ['one is taken back', ['A']],
    ['one is added', ['A', 'B', 'C']],
    ['one is replaced', ['A', 'C']],
  ])('are another round when %s', (_, guids) => {
    expect(asked().read(challenged(...guids), 2_000).context).toMatchObject({
      round: 2,
      asked: guids,
    });
  });

  test('are the same round in another order', () => {
    expect(asked().read(challenged('B', 'A'), 2_000).context.round).toBe(1);
  });

  test('that were replaced without an answer are known as such; those that come back are asked', () => {
    const member = asked().read(challenged('C'), 2_000);
    expect(member.context).toMatchObject({ superseded: ['A', 'B'], accepted: [] });
    expect(member.read(challenged('A'), 3_000).context.superseded).toEqual(['B', 'C']);
  });

  test('that were answered are not called replaced', () => {
    const member = moments().started().read(challenged('A'), 1_000).answer().submitted(2_000);
    member.read(challenged('B'), 3_000);
    expect(member.context).toMatchObject({ accepted: ['A'], superseded: [], round: 2 });
  });
});

describe('the echo of an answered question', () => {
  const answered = () => moments().started().read(challenged('A'), 1_000).answer().submitted(2_000);

  test('is passed over three times, then it is asked again', () => {
    const member = answered();
    for (let echo = 1; echo <= 3; echo++) {
      member.read(challenged('A'), 2_000 + echo);
      expect(member).toMatchObject({
        state: 'resumed.waiting',
        verdict: { is: 'running', rule: 'echo' },
      });
    }
    member.read(challenged('A'), 3_000);
    expect(member).toMatchObject({
      state: 'challenged.waiting',
      verdict: { rule: 'echoTooLong' },
      context: { round: 2, accepted: [], passedOver: 0 },
    });
  });

  test('is counted anew after anything else', () => {
    const member = answered();
    for (let echo = 1; echo <= 3; echo++) member.read(challenged('A'), 2_000 + echo);
    member.read(running('RESUMED'), 3_000);
    for (let echo = 1; echo <= 3; echo++) member.read(challenged('A'), 3_000 + echo);
    expect(member.state).toBe('resumed.waiting');
  });
});

describe('an answer whose reply is lost', () => {
  const lost = () =>
    moments()
      .started()
      .read(challenged('A'), 1_000)
      .answer()
      .take({
        type: 'error',
        call: 'submitAnswers',
        fault: toFault({ code: 'unreachable' }, AT + 2_000),
      });

  test('is a matter for a person as long as nothing else is known', () => {
    const unsaid = { ...idle('CONNECTED'), isBeingAggregated: null };
    expect(lost().read(unsaid, 3_000).context.answerLost).toBe(true);
    expect(lost().read(unsaid, 3_000).read(challenged('A'), 4_000).view.trouble).toMatchObject({
      code: 'answerLost',
    });
  });

  test('is none any more once the job was seen going on', () => {
    const member = lost().read(running('RESUMED'), 3_000);
    expect(member.context).toMatchObject({ answerLost: false, challenges: [] });
    expect(member.read(challenged('A'), 4_000).view).toMatchObject({
      needs: 'answers',
      trouble: null,
    });
  });

  test('is not lost when MX said that it does not wait for one (405)', () => {
    const member = moments().started().read(challenged('A'), 1_000).answer();
    const fault = toFault({ code: 'notAllowed' }, AT + 2_000);
    member.take({ type: 'error', call: 'submitAnswers', fault });
    expect(member).toMatchObject({
      state: 'resumed.reading',
      view: { trouble: { code: 'notAllowed' } },
    });
    const reading = { ...challenged('A'), at: AT + 2_100 };
    member.take({ type: 'done', call: 'readStatus', reading });
    expect(member.view).toMatchObject({ needs: 'answers', trouble: null });
  });
});

test('while answers are on their way nothing is known of the new phase', () => {
  const member = moments().started().read(challenged('A'), 1_000).answer();
  expect(member.state).toBe('resumed.submitting');
  expect(member.context).toMatchObject({ phase: 'resumed', since: null });
});

test('a start that failed four times and then meets another job waits for it', () => {
  const member = moments();
  const fails = (code: Fault['code']) =>
    member.take({ type: 'error', call: 'startJob', fault: toFault({ code }, AT) });
  for (let times = 0; times < 4; times++) fails('unreachable').take({ type: 'elapsed' });
  expect(fails('conflict')).toMatchObject({
    state: 'aggregating.queued',
    verdict: { is: 'running', rule: 'begin' },
  });
});

test('a job whose question was seen has been seen, whatever the flag', () => {
  const unsaid = (reading: Reading): Reading => ({ ...reading, isBeingAggregated: false });
  const member = moments()
    .started()
    .read(unsaid(challenged('A')), 1_000)
    .read(idle('CONNECTED'), 2_000);
  expect(member.verdict).toEqual({ is: 'connected', fresh: true, rule: 'connected' });
});

test('a job that waits for another goes on waiting through trouble', () => {
  const member = moments().take({
    type: 'error',
    call: 'startJob',
    fault: toFault({ code: 'conflict' }, AT),
  });
  expect(member.state).toBe('aggregating.queued');
  expect(member.fails(1_000).state).toBe('aggregating.queued');
  expect(member.read(running('CONNECTED'), 2_000).state).toBe('aggregating.queued');
  expect(member.read(idle('DENIED'), 3_000)).toMatchObject({
    state: 'aggregating.starting',
    verdict: { is: 'start', rule: 'free' },
  });
});

test('each verdict names its rule', () => {
  const rule = (...readings: readonly Reading[]) => {
    const member = moments().started();
    for (const [index, reading] of readings.entries()) member.read(reading, 1_000 * (index + 1));
    return member.verdict.rule;
  };
  expect(moments().verdict.rule).toBe('begin');
  expect(moments().started().verdict).toEqual({ is: 'running', rule: 'begin' });
  expect(moments().started().read(challenged('A'), 1).answer().submitted(2).verdict).toEqual({
    is: 'running',
    rule: 'begin',
  });
  expect(rule(challenged('A'))).toBe('newChallenge');
  expect(rule(idle('PENDING'))).toBe('pending');
  expect(rule(idle('CREATED'))).toBe('inProgress');
  expect(rule(idle('BEWILDERED'))).toBe('unknownStatus');
  expect(rule(running('CREATED'), idle('CONNECTED'))).toBe('connected');
  expect(moments().started().fails(1).verdict).toEqual({ is: 'none', rule: 'fault' });
  expect(moments().started().fails(1, 'forbidden').verdict.rule).toBe('fatalFault');
  expect(moments().take({ type: 'cancel' }).verdict.rule).toBe('cancelled');
});
