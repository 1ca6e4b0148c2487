import {
  begin,
  DEFAULT_PACING,
  isCall,
  type MemberContext,
  type MemberInput,
  type MemberRecord,
  recordView,
  recover,
  type Step,
} from '@mx-member/machine';
import {
  answerOn,
  completeInput,
  eventOfUnsent,
  HOST_DEFAULTS,
  HostError,
  isSameMember,
  isUnpolled,
  isUserWaiting,
  isWorthKeeping,
  mustCommitFirst,
  startOn,
} from '@mx-member/machine/hosting';
import { describe, expect, test } from 'vitest';
import { DEFAULT_DEADLINES } from '../../../packages/machine/src/rules/timing.ts';
import { challenged, MEMBER, running } from '../../support/fake-member.ts';
import { begun, type Said, take } from '../../support/steps.ts';

const AT = Date.UTC(2026, 0, 1);
const input: MemberInput = { member: MEMBER, job: 'aggregate' };

const done = (call: 'startJob' | 'readStatus', reading: object): Said => ({
  type: 'done',
  call,
  reading: { ...(reading as ReturnType<typeof running>), at: AT },
});
const after = (first: Step, ...events: readonly Said[]): MemberRecord =>
  events.reduce(({ record }, event) => take(record, event), first).record;

const started = () => after(begun(input, AT), done('startJob', running('CREATED')));
const asked = () =>
  after(
    begun(input, AT),
    done('startJob', running('CREATED')),
    { type: 'elapsed' },
    {
      ...done('readStatus', challenged('A')),
    },
  );
const ended = () => after(begin(input), { type: 'cancel' });

/** The error with which a host refuses something. */
function refusal(attempt: () => unknown): { readonly code: string; readonly message: string } {
  try {
    attempt();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(HostError);
    const { code, message } = thrown as HostError;
    return { code, message };
  }
  throw new Error('The host did not refuse it.');
}

const NOW = Date.UTC(2026, 0, 1);

describe('an input', () => {
  test('gets the defaults of its host, and its own values win', () => {
    const defaults = {
      pacing: { first: 5_000, busyMost: 40_000 },
      deadlines: { busy: 90_000, needsUser: 80_000 },
    };
    const own = { pacing: { busyMost: 20_000 }, deadlines: { needsUser: 70_000 } };
    const whole = completeInput({ ...input, ...own }, defaults, NOW);
    const pacing = { first: 5_000, busyMost: 20_000 };
    const deadlines = { busy: 90_000, needsUser: 70_000 };
    expect(whole).toEqual({ ...input, pacing, deadlines });
    const { context } = begin(whole).record;
    expect(context.pacing).toEqual({ ...DEFAULT_PACING, ...pacing });
    expect(context.deadlines).toEqual({ ...DEFAULT_DEADLINES, ...deadlines });
  });

  test('may have a fast pace only if the host allows it', () => {
    const fast = { ...input, pacing: { busy: 10 } };
    expect(refusal(() => completeInput(fast, {}, NOW)).message).toContain('unsafePacing');
    expect(completeInput(fast, { unsafePacing: true }, NOW).unsafePacing).toBe(true);
  });

  test.each([
    [null],
    [7],
    [{}],
    [{ ...input, job: 'all' }],
    [{ ...input, member: { ...MEMBER, memberGuid: 'MBR\n1' } }],
  ])('%j is invalid', (bad) => {
    expect(refusal(() => completeInput(bad as unknown as MemberInput, {}, NOW)).code).toBe(
      'invalid',
    );
  });

  test.each([
    ['ahead of the host', NOW + 3_600_000, NOW],
    ['beyond all time', 1e300, NOW],
    ['behind the host', NOW - 1_000, NOW - 1_000],
  ])('has an act at %s: it is never later than the host', (_, at, then) => {
    const act = { type: 'checked', before: null, reply: null } as const;
    const whole = completeInput({ ...input, act: { ...act, at } }, {}, NOW);
    expect(whole.act).toEqual({ ...act, at: then });
  });

  test('that throws another error is invalid and not quoted', () => {
    const given = {
      get member(): never {
        throw new RangeError('sesame');
      },
    };
    const { code, message } = refusal(() =>
      completeInput(given as unknown as MemberInput, {}, NOW),
    );
    expect({ code, message }).toEqual({ code: 'invalid', message: 'Invalid input.' });
  });
});

describe('a start', () => {
  test('begins for an unknown member', () => {
    expect(startOn(null, input)).toEqual(begin(input));
    expect(startOn(null, input, 3)).toEqual(begin(input));
  });

  test('shows a running member', () => {
    const record = started();
    expect(startOn(record, input)).toEqual({ shows: record });
    expect(startOn(record, input, record.context.revision)).toEqual({ shows: record });
  });

  test('is refused while another job runs', () => {
    expect(refusal(() => startOn(started(), { ...input, job: 'verify' }))).toEqual({
      code: 'busy',
      message: 'Another job of this member is running. Start this one when it has ended.',
    });
  });

  test('without a job shows whatever runs', () => {
    const record = started();
    expect(startOn(record, { ...input, job: null })).toEqual({ shows: record });
  });

  test('shows an outcome, so that a repeated request starts nothing', () => {
    const record = ended();
    expect(startOn(record, input)).toEqual({ shows: record });
    expect(startOn(record, input, record.context.revision - 1)).toEqual({ shows: record });
    expect(startOn(record, { ...input, job: 'verify' })).toEqual({ shows: record });
  });

  test('begins again after that outcome, with higher numbers', () => {
    const { context } = ended();
    const next = startOn(ended(), input, context.revision);
    expect(next).toEqual(begin({ ...input, after: ended() }));
    if (!('record' in next)) throw new Error('It did not begin.');
    expect(next.record.context.turn).toBe(context.turn + 1);
    expect(next.record.context.revision).toBe(context.revision + 1);
  });

  test('with an invalid input is invalid', () => {
    const bad = { member: MEMBER } as MemberInput;
    expect(refusal(() => startOn(null, bad)).code).toBe('invalid');
  });
});

describe('answers', () => {
  const answers = [{ guid: 'A', value: 'blue' }];

  test('that are valid are accepted, and are an effect of the step', () => {
    const record = asked();
    const { step, problems } = answerOn(record, { answers, prompt: 1 });
    expect(problems).toEqual([]);
    expect(step.effects.find(mustCommitFirst)).toMatchObject({ type: 'submitAnswers', answers });
  });

  test('that are invalid are refused with a reason', () => {
    const { step, problems } = answerOn(asked(), { answers: [], prompt: 1 });
    expect(problems.map(({ code }) => code)).toEqual(['missing']);
    expect(step.effects.filter(isCall)).toEqual([]);
  });

  test('to another question, or without a question, are refused', () => {
    expect(answerOn(asked(), { answers, prompt: 9 }).problems).toMatchObject([
      { code: 'superseded', guid: null },
    ]);
    expect(answerOn(recover(asked()).record, { answers, prompt: 1 }).problems).toMatchObject([
      { code: 'notYet', guid: null },
    ]);
  });

  test('to an ended member are superseded, and change nothing', () => {
    const record = ended();
    const { step, problems } = answerOn(record, { answers, prompt: 1 });
    expect(step).toEqual({ record, effects: [] });
    expect(problems).toMatchObject([{ code: 'superseded', guid: null }]);
  });

  test.each([[null], [{}], [{ answers: 'sesame', prompt: 1 }], [{ answers: [{}], prompt: 1 }]])(
    '%j is invalid and not quoted',
    (given) => {
      for (const record of [asked(), ended()]) {
        const { code, message } = refusal(() => answerOn(record, given as never));
        expect(code).toBe('invalid');
        expect(message).not.toContain('sesame');
      }
    },
  );
});

describe('a record', () => {
  test('is committed before starts and answers, but not before polls', () => {
    expect(begin(input).effects.map(mustCommitFirst)).toEqual([false]);
    expect(begun(input, AT).effects.map(mustCommitFirst)).toEqual([true]);
    expect(recover(started()).effects.map(mustCommitFirst)).toEqual([false]);
    expect(take(started(), { type: 'elapsed' }).effects.some(mustCommitFirst)).toBe(false);
  });

  test('that could not be committed leads to a call that is not made', () => {
    const { record, effects } = begun(input, AT);
    const call = effects.find(isCall);
    if (!call) throw new Error('A start is a call.');
    const event = eventOfUnsent(call, AT + 0.4);
    expect(event).toEqual({
      type: 'error',
      call: 'startJob',
      turn: 2,
      fault: { code: 'notSent', at: AT },
    });
    expect(recordView(take(record, event).record).warning?.code).toBe('notSent');
  });

  test('of a poll without changes is not worth keeping', () => {
    const poll = (record: MemberRecord) =>
      after({ record, effects: [] }, { type: 'elapsed' }, done('readStatus', running('CREATED')));
    // The first poll shows the job at work.
    const before = poll(started());
    const polled = poll(before);
    expect(polled.context.turn).toBeGreaterThan(before.context.turn);
    expect(isWorthKeeping(before, polled)).toBe(false);
  });

  test.each<[keyof MemberContext, Partial<MemberContext>]>([
    ['revision', { revision: 99 }],
    ['pendingStart', { pendingStart: 'found' }],
    ['lastSubmit', { lastSubmit: 'lost' }],
    ['finding', { finding: { rule: 'failedOnce', from: AT } as MemberContext['finding'] }],
    ['evidence', { evidence: { of: 'seen', at: AT } }],
    ['flagSeen', { flagSeen: false }],
    ['baseline', { baseline: { connectionStatus: 'DENIED' } }],
    ['answeredGuids', { answeredGuids: ['A'] }],
  ])('is worth keeping if its %s has changed', (_, changes) => {
    const before = started();
    const changed = { ...before, context: { ...before.context, ...changes } };
    expect(isWorthKeeping(before, changed)).toBe(true);
    expect(isWorthKeeping(changed, before)).toBe(true);
  });
});

test('a user waits after a start, after answers, and with a question that was not polled', () => {
  expect(isUserWaiting(begin(input).record)).toBe(true);
  expect(isUserWaiting(asked())).toBe(false);
  const answered = answerOn(asked(), { answers: [{ guid: 'A', value: 'blue' }], prompt: 1 }).step;
  expect(isUserWaiting(answered.record)).toBe(true);
  expect(isUserWaiting(recover(asked()).record)).toBe(true);
  const authorizing = {
    ...asked(),
    context: { ...asked().context, phase: 'authorizing' as const },
  };
  expect(isUserWaiting(authorizing)).toBe(false);
  const unpolled = { ...authorizing.context, awaiting: 'recovery' as const };
  expect(isUserWaiting({ ...authorizing, context: unpolled })).toBe(true);
  const polled = after(
    begun(input, AT),
    done('startJob', running('CREATED')),
    { type: 'elapsed' },
    {
      ...done('readStatus', running('CREATED')),
    },
  );
  expect(isUserWaiting(recover(polled).record)).toBe(false);
});

test('a member is unpolled from a restart until a conclusive poll', () => {
  const record = recover(asked()).record;
  expect(isUnpolled(asked())).toBe(false);
  expect(isUnpolled(record)).toBe(true);
  expect(isUnpolled(take(record, done('readStatus', challenged('A'))).record)).toBe(false);
});

test('two ids name the same member if both guids are equal', () => {
  expect(isSameMember(MEMBER, { ...MEMBER })).toBe(true);
  expect(isSameMember(MEMBER, { ...MEMBER, userGuid: 'USR-2' })).toBe(false);
  expect(isSameMember(MEMBER, { ...MEMBER, memberGuid: 'MBR-2' })).toBe(false);
});

test('hosts share retentions and waits', () => {
  expect(HOST_DEFAULTS).toEqual({
    retention: 604_800_000,
    firstPollWait: 10_000,
    onEndedTimeout: 30_000,
  });
});
