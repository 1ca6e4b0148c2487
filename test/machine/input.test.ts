import { checkInput, DEFAULT_DEADLINES, DEFAULT_PACING, memberMachine } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { MEMBER } from '../support/fake-member.ts';

const good = { member: MEMBER, job: 'aggregate' } as const;

describe('a bad input is refused, and the error names the field', () => {
  test.each([
    [undefined, 'input must be object, not undefined'],
    [{ ...good, member: undefined }, 'input.member is missing'],
    [{ ...good, member: { userGuid: 'USR-1' } }, 'input.member.memberGuid is missing'],
    [
      { ...good, member: { ...MEMBER, memberGuid: '' } },
      'input.member.memberGuid must have 1 to 256 characters, not 0',
    ],
    [{ ...good, member: { ...MEMBER, password: 'SECRET' } }, 'input.member.password is not known'],
    [{ member: MEMBER }, 'input.job is missing'],
    [{ ...good, job: 'agregate' }, 'input.job must be one of "aggregate", "verify"'],
    [{ ...good, oauth: 'yes' }, 'input.oauth must be boolean, not string'],
    [{ ...good, pacing: { buzy: 1 } }, 'input.pacing.buzy is not known'],
    [{ ...good, pacing: { busy: -1 } }, 'input.pacing.busy must be from 0 to 2147483647, not -1'],
    [
      { ...good, pacing: { busy: 2 ** 31 } },
      'input.pacing.busy must be from 0 to 2147483647, not 2147483648',
    ],
    [{ ...good, pacing: { busy: 0.5 } }, 'input.pacing.busy must be integer, not number'],
    [{ ...good, pacing: { busy: Number.NaN } }, 'input.pacing.busy must be integer, not number'],
    [{ ...good, pacing: { busy: '3s' } }, 'input.pacing.busy must be integer, not string'],
    [
      { ...good, deadlines: { busy: 0 } },
      'input.deadlines.busy must be from 1 to 2147483647, not 0',
    ],
    [{ ...good, credentials: 'SECRET' }, 'input.credentials is not known'],
  ])('%o', (input, message) => {
    expect(() => checkInput(input as never)).toThrow(TypeError);
    expect(() => checkInput(input as never)).toThrow(`mx-member: ${message}`);
    expect(() => checkInput(input as never)).not.toThrow('SECRET');
    const { error } = createActor(memberMachine, { input: input as never }).getSnapshot();
    expect(String(error)).toContain(message);
  });
});

test('the member is the one that was given, whatever becomes of the object', () => {
  const member = { ...MEMBER };
  const actor = createActor(memberMachine, { input: { ...good, member } });
  member.memberGuid = 'MBR-OTHER';
  expect(actor.getSnapshot().context.member).toEqual(MEMBER);
});

test('what is left out has its default', () => {
  const input = { ...good, pacing: { busy: 5_000, first: undefined } } as never;
  const { context } = createActor(memberMachine, { input }).getSnapshot();
  expect(context).toMatchObject({
    oauth: false,
    pacing: { ...DEFAULT_PACING, busy: 5_000 },
    deadlines: DEFAULT_DEADLINES,
  });
});
