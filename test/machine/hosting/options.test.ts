import {
  checkDefaults,
  checkOptions,
  checkPort,
  HostError,
  isId,
  MEMBER_HOST_KINDS,
  type OptionKinds,
  requireMember,
} from '@mx-member/machine/hosting';
import { describe, expect, test } from 'vitest';

interface Options {
  readonly path?: string;
  readonly timeout?: number;
  readonly names?: readonly string[];
  readonly store?: object;
  readonly onEnded?: () => void;
  readonly write?: object | (() => void);
  readonly anything?: unknown;
  readonly rate?: number;
  readonly pathOfTheSocket?: string;
}

const KINDS: OptionKinds<Options> = {
  path: 'a string!',
  timeout: 'a whole number above 0',
  names: 'an array',
  store: 'an object',
  onEnded: 'a function',
  write: 'an object or a function',
  anything: '',
  rate: 'a number',
  pathOfTheSocket: 'a string',
};

const errorOf = (options: unknown): string | null => {
  try {
    checkOptions('createThing', options as Options, KINDS);
    return null;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(TypeError);
    return (thrown as Error).message;
  }
};

describe('options', () => {
  test.each([
    { path: 'a' },
    { path: 'a', timeout: 1, names: [], store: {}, onEnded: () => {}, rate: -0.5 },
    { path: 'a', timeout: undefined, anything: undefined },
    { path: 'a', write: {}, anything: null },
    { path: '', write: () => {}, anything: 7 },
  ])('%o are accepted', (options) => {
    expect(errorOf(options)).toBeNull();
  });

  test.each<[object, string]>([
    [{ path: undefined }, '`path` must be a string'],
    [{ path: 7 }, '`path` must be a string'],
    [{ timeout: 0 }, '`timeout` must be a whole number above 0'],
    [{ timeout: 1.5 }, '`timeout` must be a whole number above 0'],
    [{ timeout: '5' }, '`timeout` must be a whole number above 0'],
    [{ names: {} }, '`names` must be an array'],
    [{ names: null }, '`names` must be an array'],
    [{ store: [] }, '`store` must be an object'],
    [{ store: null }, '`store` must be an object'],
    [{ store: () => {} }, '`store` must be an object'],
    [{ onEnded: {} }, '`onEnded` must be a function'],
    [{ write: 'x' }, '`write` must be an object or a function'],
    [{ rate: '5' }, '`rate` must be a number'],
  ])('%o are refused', (options, what) => {
    expect(errorOf({ path: 'a', ...options })).toBe(`createThing: ${what}.`);
  });

  test.each([undefined, null, 'path', 7])('%o lacks what must be given', (options) => {
    expect(errorOf(options)).toBe('createThing: `path` must be a string.');
  });

  test.each([
    ['paths', 'path'],
    ['timeOut', 'timeout'],
    ['name', 'names'],
    ['onEnd', 'onEnded'],
    ['stores', 'store'],
    // It looks like none, so the first one is named.
    ['zz', 'path'],
  ])('an unknown %s is refused with the name that it looks like', (typo, meant) => {
    expect(errorOf({ path: 'a', [typo]: 'SECRET' })).toBe(
      `createThing: Unknown option \`${typo}\`. Did you mean \`${meant}\`?`,
    );
  });

  test('an unknown option that is undefined is refused too, because it is misspelt', () => {
    expect(errorOf({ path: 'a', timeuot: undefined })).toContain('Unknown option `timeuot`');
  });
});

test('a port is anything with the three functions', () => {
  const port = { startJob: () => {}, readStatus: () => {}, submitAnswers: () => {} };
  expect(() => checkPort('createThing', port as never)).not.toThrow();
  for (const bad of [null, undefined, 3000, {}, { readStatus: true }])
    expect(() => checkPort('createThing', bad as never)).toThrow(
      new TypeError('createThing: `port` must be a MemberPort.'),
    );
});

describe('the options that all hosts share', () => {
  test('are known, and the port must be given', () => {
    const good = {
      port: {},
      pacing: {},
      deadlines: {},
      unsafePacing: true,
      onEnded: () => {},
      onEndedTimeout: 1,
      onUnreadable: () => {},
      onError: () => {},
      observer: {},
      retention: 1,
      now: () => 0,
    };
    const check = (options: object) => () =>
      checkOptions('createHost', options as never, MEMBER_HOST_KINDS);
    expect(check(good)).not.toThrow();
    expect(check({ ...good, port: undefined })).toThrow('`port` must be an object.');
    for (const name of Object.keys(good))
      expect(check({ ...good, [name]: 'x' })).toThrow(`\`${name}\` must be`);
  });

  test('have a pace and limits that an input could have', () => {
    expect(() => checkDefaults({})).not.toThrow();
    expect(() =>
      checkDefaults({ pacing: { busy: 2_000 }, deadlines: { busy: 60_000 } }),
    ).not.toThrow();
    expect(() => checkDefaults({ pacing: { busy: 10 }, unsafePacing: true })).not.toThrow();
    expect(() => checkDefaults({ pacing: { busy: 10 } })).toThrow('input.pacing.busy');
    expect(() => checkDefaults({ deadlines: { busy: 0 } })).toThrow('input.deadlines.busy');
    expect(() => checkDefaults({ unsafePacing: 'yes' as never })).toThrow('input.unsafePacing');
  });
});

describe('an id', () => {
  test.each(['a', 'x'.repeat(256), 'MBR-1', 'a b', 'ü'])('%s is valid', (id) => {
    expect(isId(id)).toBe(true);
  });

  test.each(['', 'x'.repeat(257), 'a\nb', 'a\u202eb', 'a\u2028b', 'a\u2029b', '\ud800', 7, null])(
    '%j is not valid',
    (id) => {
      expect(isId(id)).toBe(false);
    },
  );

  test('of a member is checked, and nothing else of the member is kept', () => {
    const member = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
    expect(requireMember({ ...member, name: 'SECRET' } as never)).toEqual(member);
    for (const bad of [null, 'USR-1', {}, { ...member, userGuid: '' }, { userGuid: 'USR-1' }]) {
      const refuse = () => requireMember(bad as never);
      expect(refuse).toThrow(HostError);
      expect(refuse).toThrow(expect.objectContaining({ code: 'invalid' }));
      expect(refuse).toThrow('userGuid and memberGuid must be texts of 1 to 256 characters');
    }
  });
});
