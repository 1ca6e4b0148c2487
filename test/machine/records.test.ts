import {
  checkRecord,
  type MemberRecord,
  memberMachine,
  memberView,
  persist,
  RECORD,
  RECORD_VERSION,
  restore,
  type StepEvent,
  step,
} from '@mx-member/machine';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { challenged, idle, inOrder, MEMBER, running, startMember } from '../support/fake-member.ts';
import { runCount } from '../support/run-count.ts';
import { PATIENT, walked, walks } from '../support/walks.ts';

const RUNS = runCount(1_000);
const never = () => new Promise<never>(() => {});
const throughJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));
const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(RECORD);

/** A valid record, to be spoiled. */
const aRecord = async (): Promise<MemberRecord> => {
  const member = await startMember({ read: () => challenged('A') });
  await member.run(2_000);
  return throughJson(persist(member.actor.getSnapshot()));
};

describe('a record', () => {
  test('is plain JSON that matches its JSON Schema, at any point of a lifecycle', async () => {
    await fc.assert(
      fc.asyncProperty(walks, async (walk) => {
        const { actor } = await walked(walk, PATIENT);
        const record = persist(actor.getSnapshot());
        expect(throughJson(record)).toEqual(record);
        expect(isValid(record) || isValid.errors).toBe(true);
      }),
      { numRuns: Math.ceil(RUNS / 10) },
    );
  });

  test('is small', async () => {
    expect(JSON.stringify(await aRecord()).length).toBeLessThan(2_500);
  });

  test.each([
    ['a start in flight', { start: never, read: never }, 0, 'aggregating.reading'],
    ['a wait', { read: never }, 500, 'aggregating.reading'],
    ['a reading in flight', { read: never }, 2_000, 'aggregating.reading'],
    ['an open question', { read: () => challenged('A') }, 2_000, 'challenged.reading'],
    ['an OAuth window', { read: () => idle('PENDING') }, 2_000, 'authorizing.reading'],
    ['a success', { read: inOrder(running('CREATED'), idle('CONNECTED')) }, 12_000, 'connected'],
    ['a failure', { read: () => idle('LOCKED') }, 9_000, 'failed'],
  ])('of %s continues with a poll', async (_, mx, ms, state) => {
    const member = await startMember(mx);
    await member.run(ms);
    expect(persist(member.actor.getSnapshot())).toMatchObject({ schema: 5, state });
  });

  test('of an actor that could not start is refused', () => {
    const actor = createActor(memberMachine, { input: {} as never });
    expect(() => persist(actor.getSnapshot())).toThrow('this actor could not start');
  });

  test('of a stopped actor equals the record of a running one', async () => {
    const member = await startMember({ read: () => challenged('A') });
    await member.run(2_000);
    member.actor.stop();
    expect(restore(persist(member.actor.getSnapshot()))).toMatchObject({ status: 'active' });
  });
});

describe('a record between steps', () => {
  const hint: StepEvent = { type: 'status.changed' };

  test('is checked only the first time', async () => {
    const record = await aRecord();
    let checks = 0;
    Object.defineProperty(record, 'schema', {
      enumerable: true,
      get: () => {
        checks += 1;
        return RECORD_VERSION;
      },
    });
    step(record, hint);
    const once = checks;
    step(record, hint);
    expect([once > 0, checks]).toEqual([true, once]);
  });

  test('is checked again if it is another object, and by checkRecord', async () => {
    const record = step(await aRecord(), hint).record;
    const spoiled = { ...record, context: { ...record.context, round: -1 } };
    const words = /record\.context\.round must be from 0/;
    expect(() => step(spoiled, hint)).toThrow(words);
    Object.assign(record.context, { round: -1 });
    expect(() => checkRecord(record)).toThrow(words);
    expect(() => step(record, hint)).not.toThrow();
  });
});

describe('restoring', () => {
  test.each([
    ['connected', inOrder(running('CREATED'), idle('CONNECTED'))],
    ['failed', () => idle('LOCKED')],
  ])('%s gives the same outcome again, without a call', async (state, read) => {
    const before = await startMember({ read });
    await before.run(12_000);
    const after = await startMember(
      { read: never },
      {},
      throughJson(persist(before.actor.getSnapshot())),
    );
    expect(after.view).toEqual(before.view);
    expect(after.view.state).toBe(state);
    expect(after.actor.getSnapshot().output).toEqual(before.actor.getSnapshot().output);
    expect(after.calls.reads).toEqual([]);
    expect(after.actor.getSnapshot().status).toBe('done');
  });
});

describe('an invalid record is refused, and the error says why', () => {
  /** The record with one field set. `a.b.c` is the path of the field. */
  const spoil = (record: MemberRecord, path: string, value: unknown) => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<Record<string, unknown>>(
      (one, key) => one[key] as Record<string, unknown>,
      record as never,
    );
    parent[last] = value;
    return record;
  };

  test.each([
    ['schema', 1, 'record.schema must be 5: this record was written by another version'],
    ['schema', undefined, 'record.schema is missing'],
    ['state', 'challenged.sleeping', 'record.state must be one of'],
    ['extra', 1, 'record.extra is not known'],
    ['context', null, 'record.context must be an object, not null'],
    ['context.member.userGuid', '', 'record.context.member.userGuid must have 1 to 256 characters'],
    ['context.round', -1, 'record.context.round must be from 0'],
    ['context.round', 1.5, 'record.context.round must be a whole number, not another number'],
    ['context.phase', 'idle', 'record.context.phase must be one of'],
    [
      'context.phase',
      'resumed',
      'record.context.phase must be the phase of the state challenged.reading',
    ],
    ['context.challenges', [], 'record.context.challenges is missing'],
    ['context.challenges', [{ guid: 'A' }], 'record.context.challenges[0].type is missing'],
    [
      'context.verdict',
      { type: 'connected', rule: 'x', fresh: true },
      'record.context.verdict must not be final',
    ],
    [
      'context.verdict',
      { type: 'failed', rule: 'x', reason: 'expired', nextStep: 'restart' },
      'record.context.verdict must not be final',
    ],
    [
      'context.challenges',
      [{ guid: 'A', type: 'TEXT', label: 'A?', options: [] }, { guid: 'B' }],
      'record.context.challenges[1].type is missing',
    ],
    ['context.member.userGuid', 'x'.repeat(257), 'must have 1 to 256 characters, not 257'],
    ['context.reading', 'SECRET', 'record.context.reading must be null or { connectionStatus, '],
  ])('%s = %o', async (path, value, message) => {
    const record = spoil(await aRecord(), path, value);
    expect(() => restore(record)).toThrow(TypeError);
    expect(() => restore(record)).toThrow(message);
    expect(() => restore(record)).not.toThrow('SECRET');
  });

  test.each([
    [
      'connected',
      { type: 'connected', rule: 'connected' },
      'must be connected, with fresh, evidence and a reading',
    ],
    [
      'connected',
      { type: 'connected', rule: 'connected', fresh: true },
      'must be connected, with fresh, evidence and a reading',
    ],
    [
      'connected',
      { type: 'failed', rule: 'x' },
      'must be connected, with fresh, evidence and a reading',
    ],
    [
      'failed',
      { type: 'failed', rule: 'x', reason: 'expired' },
      'must be failed, with reason and nextStep',
    ],
    ['failed', { type: 'inconclusive', rule: 'x' }, 'must be failed, with reason and nextStep'],
    [
      'failed',
      { type: 'inconclusive', rule: 'x', reason: 'expired', nextStep: 'restart' },
      'must be failed, with reason and nextStep',
    ],
    [
      'connected',
      { type: 'inconclusive', rule: 'x', fresh: true },
      'must be connected, with fresh, evidence and a reading',
    ],
  ])('a %s state with the verdict %o', async (state, verdict, message) => {
    const record = spoil(spoil(await aRecord(), 'context.verdict', verdict), 'state', state);
    expect(() => restore(record)).toThrow(message);
  });

  test('connected without a reading', async () => {
    const verdict = { type: 'connected', rule: 'connected', fresh: true, evidence: 'none' };
    const record = spoil(spoil(await aRecord(), 'context.verdict', verdict), 'state', 'connected');
    expect(() => restore(spoil(record, 'context.reading', null))).toThrow('and a reading');
  });

  /** A valid record in aggregating, with these fields of the context. */
  const inAggregating = async (state: string, fields: Record<string, unknown>) => {
    const record = spoil(await aRecord(), 'context.phase', 'aggregating');
    for (const [name, value] of Object.entries(fields)) spoil(record, `context.${name}`, value);
    return spoil(record, 'state', `aggregating.${state}`);
  };

  test.each([
    ['starting', { job: null, pendingStart: 'due' }, 'context.job is missing'],
    [
      'starting',
      { pendingStart: 'none' },
      'context.pendingStart must be due or otherJob in the state',
    ],
    [
      'queued',
      { pendingStart: 'due' },
      'context.pendingStart must be otherJob or joining in the state',
    ],
    ['waiting', { job: null, pendingStart: 'due' }, 'context.job is missing'],
    ['reading', { job: null, pendingStart: 'otherJob' }, 'context.job is missing'],
  ])('aggregating.%s with %o', async (state, fields, message) => {
    const record = await inAggregating(state, fields);
    expect(() => restore(record)).toThrow(`record.${message}`);
  });

  test.each([
    ['starting', { pendingStart: 'due' }],
    ['queued', { pendingStart: 'otherJob' }],
    ['waiting', { job: null, pendingStart: 'none' }],
  ])('but aggregating.%s with %o is valid', async (state, fields) => {
    const record = await inAggregating(state, fields);
    expect(restore(record)).toMatchObject({ status: 'active' });
  });

  test.each([[null], [undefined], [7], ['{}'], [[]], [{}]])('%o instead of a record', (value) => {
    expect(() => restore(value as never)).toThrow(/^mx-member: record/);
  });
});

test('the checker and JSON Schema refuse the same records', async () => {
  const good = await aRecord();
  const paths = (value: unknown, path: string[] = []): string[][] =>
    typeof value === 'object' && value !== null
      ? [path, ...Object.entries(value).flatMap(([key, one]) => paths(one, [...path, key]))]
      : [path];
  const places = fc.constantFrom(...paths(good).filter(({ length }) => length > 0));
  const junk = fc.constantFrom(
    null,
    -1,
    1.5,
    0,
    7,
    true,
    '',
    'CONNECTED',
    'x'.repeat(300),
    [],
    {},
    [{}],
  );
  fc.assert(
    fc.property(places, junk, (path, value) => {
      const record = throughJson(good);
      const parent = path
        .slice(0, -1)
        .reduce<Record<string, unknown>>((one, key) => one[key] as never, record as never);
      parent[path.at(-1) ?? ''] = value;
      const accepts = () => {
        try {
          restore(record);
          return true;
        } catch (error) {
          // A record that matches the schema can still contradict itself.
          return /must be (the phase of|connected|failed|due in|otherJob in)|must not be final|(challenges|job) is missing/.test(
            String(error),
          );
        }
      };
      expect(accepts()).toBe(isValid(record));
    }),
    { numRuns: 2 * RUNS },
  );
});

test('a member can be created, viewed and persisted before it is started', () => {
  const actor = createActor(memberMachine, { input: { member: MEMBER, job: null } });
  expect(memberView(actor.getSnapshot())).toMatchObject({ state: 'aggregating', busy: true });
  expect(persist(actor.getSnapshot()).state).toBe('aggregating.reading');
});
