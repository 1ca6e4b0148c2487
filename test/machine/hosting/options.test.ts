import {
  checkDefaults,
  checkOptions,
  checkPort,
  HostError,
  isId,
  requireMember,
} from '@mx-member/machine/hosting';
import { describe, expect, test } from 'vitest';

interface Options {
  readonly url: string | URL;
  readonly path?: string;
  readonly authorize?: () => boolean;
  readonly timeout?: number;
  readonly names?: readonly string[];
  readonly onEnded?: () => void;
}

const errorOf = (options: unknown): string | null => {
  try {
    checkOptions('createThing', options as Options, [
      'url',
      'path',
      'authorize',
      'timeout',
      'names',
      'onEnded',
    ]);
    return null;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(TypeError);
    return (thrown as Error).message;
  }
};

describe('options', () => {
  test.each([
    { url: 'a' },
    { url: new URL('https://a.example'), timeout: 1, authorize: () => true },
    { url: 'a', timeout: undefined, authorize: undefined },
    // TypeScript checks these.
    { url: 'a', path: 7, names: null, onEnded: 'x' },
  ])('%o are accepted', (options) => {
    expect(errorOf(options)).toBeNull();
  });

  test.each<[object, string]>([
    [{ url: undefined }, '`url` must be a string or a URL'],
    [{ url: 7 }, '`url` must be a string or a URL'],
    [{ url: {} }, '`url` must be a string or a URL'],
    [{ timeout: 0 }, '`timeout` must be a whole number above 0'],
    [{ timeout: 1.5 }, '`timeout` must be a whole number above 0'],
    [{ timeout: Number.NaN }, '`timeout` must be a whole number above 0'],
    [{ timeout: '5' }, '`timeout` must be a whole number above 0'],
    [{ authorize: true }, '`authorize` must be a function'],
    [{ authorize: null }, '`authorize` must be a function'],
  ])('a mistake that nobody would see is refused: %o', (options, what) => {
    expect(errorOf({ url: 'a', ...options })).toBe(`createThing: ${what}.`);
  });

  test.each([undefined, null, 'path', 7])('%o lacks what must be given', (options) => {
    expect(errorOf(options)).toBe('createThing: `url` must be a string or a URL.');
  });

  test.each([
    ['paths', 'path'],
    ['timeOut', 'timeout'],
    ['name', 'names'],
    ['onEnd', 'onEnded'],
    ['authorise', 'authorize'],
    // It looks like none, so the first one is named.
    ['zz', 'url'],
  ])('an unknown %s is refused with the name that it looks like', (typo, meant) => {
    expect(errorOf({ url: 'a', [typo]: 'SECRET' })).toBe(
      `createThing: Unknown option \`${typo}\`. Did you mean \`${meant}\`?`,
    );
  });

  test('an unknown option that is undefined is refused too, because it is misspelt', () => {
    expect(errorOf({ url: 'a', timeuot: undefined })).toContain('Unknown option `timeuot`');
  });

  test('a list that lacks the name of an option is a mistake of types', () => {
    // @ts-expect-error `timeout` is missing.
    checkOptions('createThing', {} as { path?: string; timeout?: number }, ['path']);
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
      expect(refuse).toThrow('Guid must be a text of 1 to 256 characters');
    }
  });
});
