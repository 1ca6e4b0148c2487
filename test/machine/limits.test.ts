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
    started: (at = 0, reading = running('CREATED')) =>
      member.take({ type: 'done', call: 'startJob', reading: { ...reading, at: AT + at } }),
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
    const member = moments({ deadlines }).started().fails(10).fails(MINUTE);
    expect(member.state).toBe('aggregating.waiting');
    expect(member.fails(MINUTE + 1).verdict).toEqual({
      type: 'failed',
      reason: 'unreachable',
      nextStep: 'tryLater',
      rule: 'limit',
    });
  });

  test('also for a reading that is ignored as old', () => {
    const stamp = { aggregatedAt: '2026-01-02T00:00:00Z' };
    const member = moments({ deadlines: { busy: MINUTE } })
      .started()
      .read(running('CREATED', stamp), 10);
    member.read(idle('DENIED', { aggregatedAt: '2026-01-01T00:00:00Z' }), 2 * MINUTE);
    expect(member.verdict).toMatchObject({ reason: 'tookTooLong' });
  });
});

describe('observed time', () => {
  const TEN_DAYS = 10 * 24 * 60 * MINUTE;
  const observed = (member: ReturnType<typeof moments>) => member.context.observed;

  test('of a phase begins with the first good call', () => {
    const member = moments({ job: null }).fails(1_000).read(running('CREATED'), 9_000);
    expect(member.context).toMatchObject({ failures: 0, observed: { phase: 0, outage: 0 } });
    expect(observed(member.read(running('CREATED'), 12_000))).toMatchObject({ phase: 3_000 });
  });

  test('of an outage counts against no phase, but against the whole lifecycle', () => {
    const member = moments().started().fails(10_000).fails(20_000);
    expect(observed(member)).toEqual({ phase: 0, outage: 20_000, total: 20_000 });
    expect(observed(member.read(running('CREATED'), 70_000))).toEqual({
      phase: 0,
      outage: 0,
      total: 70_000,
    });
  });

  test('of one gap is at most the planned wait and a minute', () => {
    const member = moments().started().read(running('CREATED'), 1_000);
    expect(observed(member.read(running('CREATED'), 1_000 + 63_000)).phase).toBe(64_000);
    expect(observed(member.read(running('CREATED'), TEN_DAYS)).phase).toBe(64_000 + 63_000);
  });

  test('of a clock that was set back is none', () => {
    const member = moments({ deadlines: { busy: 1 } })
      .started()
      .fails(-50_000)
      .read(running('CREATED'), -90_000)
      .read(running('CREATED'), -AT);
    expect(member.state).toBe('aggregating.waiting');
    expect(observed(member)).toEqual({ phase: 0, outage: 0, total: 0 });
    expect(member.view.elapsed).toBe(0);
  });

  test('goes on counting after one stamp of another time', () => {
    const member = moments().started().read(running('CREATED'), 1_000);
    member.read(running('CREATED'), -AT).read(running('CREATED'), 2_000);
    expect(observed(member).phase).toBeLessThanOrEqual(1_000 + 63_000);
    const { phase } = observed(member);
    expect(observed(member.read(running('CREATED'), 5_000)).phase).toBe(phase + 3_000);
  });

  test('of the whole lifecycle begins again when MX takes an answer, not when the user gives one', () => {
    const member = moments().started().read(challenged('A'), 10_000);
    expect(observed(member.answer()).total).toBe(10_000);
    expect(observed(member.submitted(12_000))).toEqual({ phase: 0, outage: 0, total: 0 });
  });
});

test('a minute in a busy phase is slow, to the millisecond', () => {
  const member = moments().started().read(running('CREATED'), 1_000);
  expect(member.read(running('CREATED'), SLOW_AFTER - 1).view.isSlow).toBe(false);
  expect(member.read(running('CREATED'), SLOW_AFTER).view.isSlow).toBe(true);
  expect(member.read(challenged('A'), SLOW_AFTER + 1_000).view.isSlow).toBe(false);
});

describe('an end that is shown first after a limit', () => {
  const late = (reading: Reading) =>
    moments({ deadlines: { busy: 1_000 } })
      .started(0, reading)
      .read(reading, 16 * MINUTE);

  test('and that an old reading could fake is confirmed by a second poll', () => {
    const member = late(idle('DENIED'));
    expect(member).toMatchObject({
      state: 'aggregating.waiting',
      verdict: { rule: 'failedOnce' },
    });
    expect(member.read(idle('DENIED'), 16 * MINUTE + 3_000).verdict).toMatchObject({
      reason: 'credentials',
    });
  });

  test('is not waited for when the second poll shows the job at work', () => {
    const member = late(idle('DENIED')).read(running('DENIED'), 16 * MINUTE + 3_000);
    expect(member.verdict).toMatchObject({ reason: 'tookTooLong' });
  });

  test('is waited for up to 5 min, and no longer', () => {
    const flickering = (until: number) => {
      const member = late(idle('DENIED'));
      for (let at = 0; at < until; at += 2_000)
        member.read(idle(at % 4_000 === 0 ? 'LOCKED' : 'DENIED'), 16 * MINUTE + at + 2_000);
      return member;
    };
    expect(flickering(3 * MINUTE).state).toBe('aggregating.waiting');
    expect(flickering(6 * MINUTE).verdict).toMatchObject({ reason: 'tookTooLong' });
  });
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
      prompt: 2,
      challenges: guids.map((guid) => ({ guid })),
    });
  });

  test('are the same round in another order', () => {
    expect(asked().read(challenged('B', 'A'), 2_000).context).toMatchObject({
      round: 1,
      prompt: 1,
    });
  });

  test('that were replaced and come back are asked again', () => {
    const member = asked().read(challenged('C'), 2_000);
    expect(member.context.answeredGuids).toEqual([]);
    expect(member.read(challenged('A', 'B'), 3_000).context).toMatchObject({ round: 3, prompt: 3 });
  });

  test('that MX took an answer to are remembered, beside later ones', () => {
    const member = moments().started().read(challenged('A'), 1_000).answer().submitted(2_000);
    member.read(challenged('B'), 3_000);
    expect(member.context).toMatchObject({ answeredGuids: ['A'], round: 2 });
  });
});

describe('the echo of an answered question', () => {
  const answered = () => moments().started().read(challenged('A'), 1_000).answer().submitted(2_000);

  const echoes = (member: ReturnType<typeof moments>, from: number, to: number) => {
    for (let at = from; at <= to; at += 3_000) {
      member.read(challenged('A'), at);
      expect(member).toMatchObject({
        state: 'resumed.waiting',
        verdict: { type: 'running', rule: 'echo' },
      });
    }
    return member;
  };

  test('is ignored for nine seconds, then the question is asked again', () => {
    const member = echoes(answered(), 3_000, 9_000).read(challenged('A'), 11_999);
    expect(member.state).toBe('resumed.waiting');
    expect(member.read(challenged('A'), 12_000)).toMatchObject({
      state: 'challenged.waiting',
      verdict: { rule: 'challenge' },
      context: { round: 2, prompt: 2, answeredGuids: [], ignoredSince: null },
    });
  });

  test('is ignored for as long after anything else', () => {
    const member = echoes(answered(), 3_000, 9_000).read(running('RESUMED'), 12_000);
    echoes(member, 15_000, 21_000);
    expect(member.read(challenged('A'), 24_000).state).toBe('challenged.waiting');
  });

  test('is ignored as often as hints make us poll within that time', () => {
    const member = answered();
    for (let at = 3_000; at < 12_000; at += 100) member.read(challenged('A'), at);
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

  test('leaves the question to a person, when two polls at least 3 s apart show it', () => {
    const member = lost().read(challenged('A'), 3_000);
    expect(member).toMatchObject({ state: 'resumed.waiting', verdict: { rule: 'questionOnce' } });
    expect(member.read(challenged('A'), 5_999).state).toBe('resumed.waiting');
    expect(member.read(challenged('A'), 6_000).view).toMatchObject({
      needs: 'answers',
      prompt: 2,
      warning: { code: 'lost' },
    });
  });

  test('counts the 3 s from the arrival of the first poll to the sending of the second', () => {
    const slow = (at: number, took: number) => ({ ...challenged('A'), at: AT + at, took });
    const polled = (member: ReturnType<typeof moments>, reading: ReturnType<typeof slow>) =>
      member.take({ type: 'elapsed' }).take({ type: 'done', call: 'readStatus', reading });
    const member = polled(lost(), slow(8_000, 5_000));
    expect(polled(member, slow(15_999, 5_000)).state).toBe('resumed.waiting');
    expect(polled(member, slow(21_000, 10_000)).state).toBe('challenged.waiting');
  });

  test('still leaves it to a person after a poll from which nothing follows', () => {
    const unsaid = { ...idle('CONNECTED'), isBeingAggregated: null };
    const member = lost().read(unsaid, 3_000);
    expect(member.context.lastSubmit).toBe('lost');
    member.read(challenged('A'), 6_000).read(challenged('A'), 9_000);
    expect(member.view.warning).toMatchObject({ code: 'lost' });
  });

  test('is forgotten when MX asks something else', () => {
    expect(lost().read(challenged('B'), 3_000).view).toMatchObject({
      needs: 'answers',
      prompt: 2,
      challenges: [{ guid: 'B' }],
      warning: null,
    });
  });

  test('is not lost when MX said that it does not wait for one (405), and is asked for again when that stands', () => {
    const member = moments().started().read(challenged('A'), 1_000).answer();
    const fault = toFault({ code: 'notAllowed' }, AT + 2_000);
    member.take({ type: 'error', call: 'submitAnswers', fault });
    expect(member).toMatchObject({ state: 'resumed.reading', view: { warning: null } });
    const reading = { ...challenged('A'), at: AT + 2_100 };
    member.take({ type: 'done', call: 'readStatus', reading });
    expect(member.view).toMatchObject({ needs: null, rule: 'questionOnce', warning: null });
    member.read(challenged('A'), 6_000);
    expect(member.view).toMatchObject({ needs: 'answers', prompt: 2, warning: null });
  });
});

test('while answers are on their way nothing is known of the new phase', () => {
  const member = moments().started().read(challenged('A'), 1_000).answer();
  expect(member.state).toBe('resumed.submitting');
  expect(member.context).toMatchObject({ phase: 'resumed', since: null });
});

test('a job whose question was seen has been seen, whatever the flag', () => {
  const member = moments()
    .started(0, idle('CREATED'))
    .read({ ...challenged('A'), isBeingAggregated: false }, 1_000)
    .read(idle('CONNECTED'), 4_000)
    .read(idle('CONNECTED'), 9_000);
  expect(member.verdict).toEqual({ type: 'connected', fresh: true, rule: 'connected' });
});

test('a start that failed and then meets another job waits for it, through faults', () => {
  const member = moments();
  const start = (code: Fault['code'], at: number) =>
    member.take({ type: 'error', call: 'startJob', fault: toFault({ code }, AT + at) });
  expect(start('unreachable', 0).state).toBe('aggregating.waiting');
  expect(member.read(idle('CREATED'), 6_000).state).toBe('aggregating.starting');
  expect(start('conflict', 7_000)).toMatchObject({
    state: 'aggregating.queued',
    verdict: { type: 'running', rule: 'noReadingYet' },
  });
  expect(member.fails(8_000).state).toBe('aggregating.queued');
  expect(member.read(running('CONNECTED'), 9_000).state).toBe('aggregating.queued');
  expect(member.read(idle('DENIED'), 12_000)).toMatchObject({
    state: 'aggregating.starting',
    verdict: { type: 'start', rule: 'readyToStart' },
  });
});

test('each verdict names its rule', () => {
  const rule = (...readings: readonly Reading[]) => {
    const member = moments().started();
    for (const [index, reading] of readings.entries()) member.read(reading, 1_000 * (index + 1));
    return member.verdict.rule;
  };
  const none = { type: 'running', rule: 'noReadingYet' };
  expect(moments().verdict).toEqual({ type: 'start', rule: 'noReadingYet' });
  expect(moments().started().verdict).toEqual(none);
  expect(moments().started().read(challenged('A'), 1).answer().submitted(2).verdict).toEqual(none);
  expect(rule(challenged('A'))).toBe('challenge');
  expect(rule(running('CHALLENGED'))).toBe('noChallengeShown');
  expect(rule(idle('PENDING'))).toBe('pending');
  expect(rule(idle('CREATED'))).toBe('inProgress');
  expect(rule(idle('BEWILDERED'))).toBe('inProgress');
  expect(rule(idle('CONNECTED'))).toBe('connectedOnce');
  expect(rule(idle('DENIED'))).toBe('failedOnce');
  expect(rule(challenged('A'), running('RESUMED'))).toBe('elsewhereOnce');
  expect(moments().started().fails(1).verdict).toEqual({ type: 'inconclusive', rule: 'fault' });
  expect(moments().started().fails(1, 'notFound').verdict.rule).toBe('notFoundOnce');
  expect(moments().started().fails(1, 'forbidden').verdict.rule).toBe('fatalFault');
  expect(moments().take({ type: 'cancel' }).verdict.rule).toBe('cancelled');
});
