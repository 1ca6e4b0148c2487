import {
  begin,
  type Effect,
  EVENT,
  isCall,
  isInCall,
  type MemberRecord,
  memberMachine,
  persist,
  recordView,
  recover,
  restore,
  type Step,
  step,
} from '@mx-member/machine';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createActor, type InspectionEvent } from 'xstate';
import { challenged, type ManualMember, MEMBER, running } from '../support/fake-member.ts';
import { runCount } from '../support/run-count.ts';
import { begun, numbered, type Said, take } from '../support/steps.ts';
import { walked, walks } from '../support/walks.ts';

const RUNS = runCount(300);
const AT = Date.UTC(2026, 0, 1);
const input = { member: MEMBER, job: 'aggregate' } as const;

const done = (
  call: 'startJob' | 'readStatus' | 'submitAnswers',
  reading: object,
  at = AT,
): Said => ({
  type: 'done',
  call,
  reading: { ...(reading as ReturnType<typeof running>), at },
});
const typesOf = (effects: readonly Effect[]) => effects.map(({ type }) => type);

/** Makes the steps of a list of events. */
const steps = (first: Step, ...events: readonly Said[]): Step =>
  events.reduce(({ record }, event) => take(record, event), first);

const asked = (): Step =>
  steps(
    begun(input, AT),
    done('startJob', running('CREATED', { successfullyAggregatedAt: null })),
    { type: 'elapsed' },
    done('readStatus', challenged('A')),
  );

describe('answers', () => {
  test.each<[string, () => Step, number, string]>([
    ['before anything is asked', () => begin(input), 0, 'superseded'],
    ['to an older prompt', asked, 0, 'superseded'],
    [
      'while earlier answers are being sent',
      () =>
        take(asked().record, { type: 'challenge.answer', answers: [{ guid: 'A', value: 'x' }] }),
      1,
      'superseded',
    ],
    ['before MX was polled after a crash', () => recover(asked().record), 1, 'notYet'],
    ['to an older prompt after a crash', () => recover(asked().record), 0, 'superseded'],
  ])('answers %s are refused and change nothing', (_, stepOf, prompt, code) => {
    const { record } = stepOf();
    const answers = [{ guid: 'A', value: 'SECRET' }];
    const refused = step(record, { type: 'challenge.answer', answers, prompt });
    expect(refused).toEqual({
      record,
      effects: [
        {
          type: 'answer.refused',
          prompt,
          problems: [{ guid: null, code, message: expect.stringMatching(/\.$/) }],
        },
      ],
    });
    expect(refused.record).toBe(record);
    expect(recordView(refused.record)).toEqual(recordView(record));
    expect(JSON.stringify(refused)).not.toContain('SECRET');
  });
});

describe('continuing after a crash', () => {
  test('works between steps and actors, in both directions', () => {
    const actor = createActor(memberMachine, { input, snapshot: restore(asked().record) });
    const record = persist(actor.getSnapshot());
    expect(record).toEqual(recover(asked().record).record);
    const { effects } = take(record, done('readStatus', challenged('A')));
    expect(typesOf(effects)).toEqual(['wait']);
  });
});

describe('invalid input is refused, and the error says why', () => {
  test.each([
    [{ type: 'nothing' }, 'event.type must be one of "challenge.answer", "status.changed"'],
    [{ type: 'SECRET' }, 'event.type must be one of'],
    [{ turn: 1 }, 'event.type is missing'],
    [
      { type: 'challenge.answer', answers: [{ guid: 'A', value: 'SECRET' }] },
      'event.prompt is missing',
    ],
    [undefined, 'event must be an object with a type'],
    [{ type: 'done', call: 'read', turn: 1, reading: {} }, 'event.call must be one of "startJob"'],
    [
      { type: 'done', call: 'readStatus', turn: 1, reading: {} },
      'event.reading.connectionStatus is missing',
    ],
    [
      { type: 'error', call: 'readStatus', turn: 1, fault: { code: 'forbidden' } },
      'event.fault.at is missing',
    ],
    [{ type: 'elapsed' }, 'event.turn is missing'],
    [
      { type: 'challenge.answer', prompt: 1, answers: 'SECRET' },
      'event.answers must be a list of { guid, value } or { guid, sealed }, not a text',
    ],
    [
      { type: 'challenge.answer', prompt: 1, answers: [{ value: 'SECRET' }] },
      'event.answers[0] must be { guid, value } or { guid, sealed }',
    ],
    [{ type: 'cancel', why: 'SECRET' }, 'event.why is not known'],
  ])('%o', (event, message) => {
    expect(() => step(asked().record, event as never)).toThrow(`mx-member: ${message}`);
    expect(() => step(asked().record, event as never)).not.toThrow('SECRET');
  });

  test('a record of another version, or an invalid input', () => {
    const other = { ...asked().record, schema: 1 } as unknown as MemberRecord;
    expect(() => step(other, { type: 'cancel' })).toThrow('another version');
    expect(() => recover(other)).toThrow('another version');
    expect(() => step(null as never, { type: 'cancel' })).toThrow(
      'record must be an object, not null',
    );
    expect(() => begin({ ...input, job: 'no' } as never)).toThrow('input.job must be one of');
  });

  test('a copy of a valid record with a mistake, however it was copied', () => {
    const { record } = asked();
    const mistake = { context: { ...record.context, round: 'SECRET' } };
    const [clone, heir] = [structuredClone(record), Object.create(record)];
    for (const copy of [{ ...record }, clone, heir]) {
      expect(() => step(Object.assign(copy, mistake), { type: 'cancel' })).toThrow(
        'mx-member: record.context.round must be a whole number, not a text',
      );
    }
  });

  test('the JSON Schema of events accepts what the types accept', () => {
    const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(EVENT);
    expect(isValid({ ...done('readStatus', challenged('A')), turn: 1 })).toBe(true);
    expect(isValid({ type: 'elapsed', turn: 1 })).toBe(true);
    expect(isValid({ type: 'elapsed', turn: 1, ms: 1 })).toBe(false);
  });
});

test('a record stays plain JSON with three fields, and can be frozen', () => {
  const frozen = Object.freeze(structuredClone(asked().record));
  const thawed = structuredClone(frozen);
  for (const record of [frozen, frozen, thawed, thawed])
    expect(step(record, { type: 'cancel' }).record.state).toBe('failed');
  expect(Reflect.ownKeys(thawed)).toEqual(['schema', 'state', 'context']);
});

/** An event of an actor as an event of steps. */
function said({ type, output, error, ...event }: Record<string, unknown> & { type: string }): Said {
  const [, kind, , call] = type.split('.');
  if (kind === 'done') return { type: 'done', call, reading: output } as Said;
  if (kind === 'error') return { type: 'error', call, fault: error } as Said;
  if (kind === 'after') return { type: 'elapsed' };
  return { type, ...event } as Said;
}

const CALLS: readonly string[] = ['startJob', 'readStatus', 'submitAnswers'];
const TOLD: readonly string[] = ['challenged', 'answer.refused', 'resumed', 'ended'];

/** Repeats an actor's events with steps, including actors that were restored from its record. */
function retrace(inspected: readonly InspectionEvent[]) {
  const effects: Effect[] = [];
  let record: MemberRecord | null = null;
  const take = (next: Step) => {
    ({ record } = next);
    effects.push(...next.effects);
  };
  for (const one of inspected) {
    const isRoot = one.rootId === one.actorRef.sessionId;
    if (!isRoot) continue;
    if (one.type === '@xstate.actor') take(record ? recover(record) : begin(input));
    if (one.type === '@xstate.event' && record && !one.event.type.startsWith('xstate.init'))
      take(step(record, numbered(said(one.event), record)));
    if (one.type === '@xstate.snapshot' && record && one.event.type !== 'xstate.stop') {
      const { value, context: all } = one.snapshot as ReturnType<
        ManualMember['actor']['getSnapshot']
      >;
      const state = typeof value === 'string' ? value : Object.entries(value).flat().join('.');
      const { route: _, ...context } = all as typeof all & { readonly route: unknown };
      expect(record).toEqual({
        schema: 5,
        state,
        context: { ...context, turn: expect.any(Number) },
      });
    }
  }
  return effects.map(({ type }) => type);
}

test('steps and a running actor agree on any walk, including restarts', async () => {
  await fc.assert(
    fc.asyncProperty(walks, async (walk) => {
      const member = await walked(walk);
      const effects = retrace(member.inspected);
      expect(effects.filter((type) => CALLS.includes(type))).toEqual(member.calls);
      expect(effects.filter((type) => TOLD.includes(type))).toEqual(
        member.emitted.map(({ type }) => type),
      );
    }),
    { numRuns: RUNS },
  );
});

describe('helpers for hosts', () => {
  test('only the three calls to MX are calls', () => {
    const answers = [{ guid: 'A', value: 'x' }];
    const answered = take(asked().record, { type: 'challenge.answer', answers });
    const polled = take(asked().record, { type: 'elapsed' });
    const effects = [...begun(input, AT).effects, ...asked().effects, ...answered.effects];
    expect([...effects, ...polled.effects].map((effect) => [effect.type, isCall(effect)])).toEqual([
      ['startJob', true],
      ['challenged', false],
      ['wait', false],
      ['cancelWait', false],
      ['resumed', false],
      ['submitAnswers', true],
      ['readStatus', true],
    ]);
  });

  test('a record is in a call while it starts or polls, not during a wait and not after the outcome', () => {
    const started = steps(begun(input, AT), done('startJob', running('CREATED')));
    const polling = steps(begun(input, AT), done('startJob', running('CREATED')), {
      type: 'elapsed',
    });
    const ended = take(started.record, { type: 'cancel' });
    const all = [begun(input, AT), started, polling, asked(), ended];
    expect(all.map(({ record }) => [record.state, isInCall(record)])).toEqual([
      ['aggregating.starting', true],
      ['aggregating.waiting', false],
      ['aggregating.reading', true],
      ['challenged.waiting', false],
      ['failed', false],
    ]);
  });
});
