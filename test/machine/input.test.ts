import { begin, DEFAULT_PACING, type MemberRecord, memberMachine, step } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { checkInput } from '../../packages/machine/src/data/check.ts';
import { DEFAULT_DEADLINES } from '../../packages/machine/src/rules/timing.ts';
import { MEMBER } from '../support/fake-member.ts';

const good = { member: MEMBER, job: 'aggregate' } as const;
const act = { type: 'credentials', before: null, reply: null, at: 0 } as const;
const endedOf = (member: typeof MEMBER) =>
  step(begin({ ...good, member }).record, { type: 'cancel' }).record;

describe('an invalid input is refused, and the error names the field', () => {
  test.each([
    [undefined, 'input must be an object, not undefined'],
    [{ ...good, member: undefined }, 'input.member is missing'],
    [{ ...good, member: { userGuid: 'USR-1' } }, 'input.member.memberGuid is missing'],
    [
      { ...good, member: { ...MEMBER, memberGuid: '' } },
      'input.member.memberGuid must have 1 to 256 characters, not 0',
    ],
    [{ ...good, member: { ...MEMBER, password: 'SECRET' } }, 'input.member.password is not known'],
    [{ member: MEMBER }, 'input.job is missing'],
    [{ ...good, job: 'agregate' }, 'input.job must be one of "aggregate", "verify"'],
    [{ ...good, oauth: 'yes' }, 'input.oauth must be true or false, not a text'],
    [{ ...good, pacing: { buzy: 1 } }, 'input.pacing.buzy is not known'],
    [{ ...good, pacing: { first: -1 } }, 'input.pacing.first must be from 0 to 2147483647, not -1'],
    [
      { ...good, pacing: { busy: 0 } },
      'input.pacing.busy must be from 1000 to 2147483647, not 0, unless input.unsafePacing is true',
    ],
    [
      { ...good, pacing: { busy: 3 } },
      'input.pacing.busy must be from 1000 to 2147483647, not 3, unless input.unsafePacing is true',
    ],
    [
      { ...good, pacing: { needsUser: 20 } },
      'input.pacing.needsUser must be from 1000 to 2147483647, not 20, unless input.unsafePacing is true',
    ],
    [
      { ...good, pacing: { busy: 999 }, unsafePacing: false },
      'input.pacing.busy must be from 1000 to 2147483647, not 999, unless input.unsafePacing is true',
    ],
    [
      { ...good, pacing: { busy: -1 }, unsafePacing: true },
      'input.pacing.busy must be from 0 to 2147483647, not -1',
    ],
    [{ ...good, unsafePacing: 1 }, 'input.unsafePacing must be true or false, not a whole number'],
    [
      { ...good, pacing: { busy: 2 ** 31 } },
      'input.pacing.busy must be from 1000 to 2147483647, not 2147483648',
    ],
    [
      { ...good, pacing: { busy: 0.5 } },
      'input.pacing.busy must be a whole number, not another number',
    ],
    [
      { ...good, pacing: { busy: Number.NaN } },
      'input.pacing.busy must be a whole number, not another number',
    ],
    [{ ...good, pacing: { busy: '3s' } }, 'input.pacing.busy must be a whole number, not a text'],
    [
      { ...good, deadlines: { busy: 0 } },
      'input.deadlines.busy must be from 1 to 2147483647, not 0',
    ],
    [{ ...good, baseline: {} }, 'input.baseline is of an earlier version: say with input.act what'],
    [{ ...good, act: null }, 'input.act must be an object, not null'],
    [{ ...good, act: { type: 'guess' } }, 'input.act.type must be one of "credentials"'],
    [
      { ...good, act: { ...act, before: { connection_status: 'SECRET' } } },
      'input.act.before.connection_status is not known',
    ],
    [
      { ...good, act: { ...act, reply: { aggregatedAt: 1_767_225_600_000 } } },
      'input.act.reply.aggregatedAt must be a text or null, not a whole number',
    ],
    [{ ...good, look: { challenges: [] } }, 'input.look.'],
    [{ ...good, answerWith: 'id' }, 'input.answerWith must be one of "value", "guid", "label"'],
    [{ ...good, after: null }, 'input.after must be an object, not null'],
    [{ ...good, after: {} }, 'record.schema is missing'],
    [{ ...good, credentials: 'SECRET' }, 'input.credentials is not known'],
  ])('%o', (input, message) => {
    expect(() => checkInput(input as never)).toThrow(TypeError);
    expect(() => checkInput(input as never)).toThrow(`mx-member: ${message}`);
    expect(() => checkInput(input as never)).not.toThrow('SECRET');
    const { error } = createActor(memberMachine, { input: input as never }).getSnapshot();
    expect(String(error)).toContain(message);
  });

  test('with a record that has not ended, or belongs to another member', () => {
    const [running, other, ofOther] = [
      begin(good).record,
      endedOf({ ...MEMBER, memberGuid: 'MBR-2' }),
      endedOf({ ...MEMBER, userGuid: 'USR-2' }),
    ];
    const withRecord = (after: MemberRecord) => () => checkInput({ ...good, after });
    expect(withRecord(running)).toThrow('input.after must be a record that has ended');
    expect(withRecord(other)).toThrow('input.after must be a record of the same member');
    expect(withRecord(ofOther)).toThrow('input.after must be a record of the same member');
  });
});

test('only errors about the pace mention unsafePacing', () => {
  expect(() => checkInput({ ...good, oauth: 'yes' } as never)).toThrow(/not a text\.$/);
});

test('the member does not change when the input object does', () => {
  const member = { ...MEMBER };
  const actor = createActor(memberMachine, { input: { ...good, member } });
  member.memberGuid = 'MBR-OTHER';
  expect(actor.getSnapshot().context.member).toEqual(MEMBER);
});

test('an omitted field has its default', () => {
  const input = { ...good, pacing: { busy: 5_000, first: undefined } } as never;
  const { context } = createActor(memberMachine, { input }).getSnapshot();
  expect(context).toMatchObject({
    oauth: false,
    pacing: { ...DEFAULT_PACING, busy: 5_000 },
    deadlines: DEFAULT_DEADLINES,
  });
});

test('the default limits are 15, 30 and 60 minutes, and 1 minute for catching up', () => {
  const minutes = Object.entries(DEFAULT_DEADLINES).map(([name, ms]) => [name, ms / 60_000]);
  expect(Object.fromEntries(minutes)).toEqual({
    busy: 15,
    needsUser: 30,
    unreachable: 60,
    catchUp: 1,
  });
});

test('omitted numbers have their defaults', () => {
  const input = { ...good, pacing: { busy: undefined }, deadlines: { busy: undefined } } as never;
  const { pacing, deadlines } = begin(input).record.context;
  expect({ pacing, deadlines }).toStrictEqual({
    pacing: DEFAULT_PACING,
    deadlines: DEFAULT_DEADLINES,
  });
});
