import { begin, type MemberInput, type MemberRecord, recover, step } from '@mx-member/machine';
import { HostError, hostSteps, replacementOf, type StepCause } from '@mx-member/machine/hosting';
import { describe, expect, test } from 'vitest';
import { challenged, MEMBER, running } from '../../support/fake-member.ts';
import { begun, take } from '../../support/steps.ts';

const AT = Date.UTC(2026, 0, 1);
const input: MemberInput = { member: MEMBER, job: 'aggregate' };
const stamped = (reading: object) => ({ ...(reading as ReturnType<typeof running>), at: AT });

function asked(): MemberRecord {
  const { record } = take(begun(input, AT).record, {
    type: 'done',
    call: 'startJob',
    reading: stamped(running('CREATED')),
  });
  const reading = take(record, { type: 'elapsed' }).record;
  return take(reading, { type: 'done', call: 'readStatus', reading: stamped(challenged('A')) })
    .record;
}
const ended = () => step(asked(), { type: 'cancel' }).record;

describe('a record for one that cannot be read', () => {
  test.each([null, undefined, 7, {}, { context: null }])(
    'begins with a revision later than any before, when the old one is %j',
    (old) => {
      const { record } = begin(input);
      expect(replacementOf(old, input, AT + 0.4)).toEqual({
        ...record,
        context: { ...record.context, revision: AT, pendingStart: 'unsure' },
      });
    },
  );

  test('goes on with the counts that can be read', () => {
    const { context } = replacementOf({ context: { revision: 7, prompt: 3, turn: 0 } }, input, AT);
    // Nobody knows whether the lifecycle before has started the job.
    const first = { ...begin(input).record.context, pendingStart: 'unsure' as const };
    expect(context).toEqual({ ...first, revision: 7 + first.revision, prompt: 3 });
    expect(replacementOf({ context: { revision: 0 } }, input, AT).context.revision).toBe(1);
    const kept = replacementOf({ context: { turn: 5 } }, input, AT).context;
    expect(kept).toEqual({ ...first, revision: AT, turn: 5 + first.turn });
  });

  test.each([-1, 1.5, '7', 2 ** 52, Number.NaN])('ignores %o, which cannot be a count', (bad) => {
    const old = { context: { revision: bad, prompt: bad, turn: bad } };
    expect(replacementOf(old, input, AT)).toEqual(replacementOf(null, input, AT));
  });

  test('is refused for an invalid input', () => {
    expect(() => replacementOf(null, { ...input, job: 'all' as never }, AT)).toThrow(HostError);
  });
});

describe('the steps of a host', () => {
  const given = { answers: [{ guid: 'A', value: 'sesame' }], prompt: 1 };

  test('are the same with a tracer and without one', () => {
    const plain = hostSteps(undefined);
    const traced = hostSteps(() => {});
    const record = asked();
    for (const steps of [plain, traced]) {
      expect(steps.startOn(null, input)).toEqual(begin(input));
      expect(steps.startOn(record, input)).toEqual({ shows: record });
      expect(steps.answerOn(record, given).problems).toEqual([]);
      expect(steps.recover(record)).toEqual(recover(record));
      expect(steps.step(record, { type: 'cancel' })).toEqual(step(record, { type: 'cancel' }));
      expect(steps.replaceOn(null, input, AT)).toEqual(recover(replacementOf(null, input, AT)));
    }
  });

  test('are made by the function that the host gives', () => {
    const made = begin(input);
    for (const onStep of [undefined, () => {}])
      expect(hostSteps(onStep, () => made).step(asked(), { type: 'cancel' })).toBe(made);
  });

  test('reach the tracer with their cause', () => {
    const seen: { readonly state: string; readonly cause: StepCause }[] = [];
    const effects: (readonly string[])[] = [];
    const steps = hostSteps((made, cause) => {
      seen.push({ state: made.record.state, cause });
      effects.push(made.effects.map(({ type }) => type));
    });
    const [record, after] = [asked(), ended()];
    const cancel = { type: 'cancel' } as const;

    steps.startOn(null, input);
    steps.startOn(record, input);
    steps.startOn(after, input, after.context.revision);
    steps.answerOn(record, given);
    steps.recover(record);
    steps.step(record, cancel);
    steps.replaceOn(null, input, AT);

    const replaced = replacementOf(null, input, AT);
    expect(seen).toEqual([
      { state: 'aggregating.reading', cause: { type: 'begin', input } },
      { state: 'aggregating.reading', cause: { type: 'begin', input: { ...input, after } } },
      {
        state: 'resumed.submitting',
        cause: { type: 'event', event: { type: 'challenge.answer', ...given }, record },
      },
      { state: 'challenged.reading', cause: { type: 'recover', record } },
      { state: 'failed', cause: { type: 'event', event: cancel, record } },
      { state: 'aggregating.reading', cause: { type: 'follow' } },
      { state: 'aggregating.reading', cause: { type: 'recover', record: replaced } },
    ]);
    // The record that is followed is only shown.
    expect(effects.slice(-2)).toEqual([[], ['readStatus']]);
  });
});
