import { checkInput } from '../data/check.ts';
import type { MemberPort } from '../mx/port.ts';
import type { InputDefaults, MemberHostOptions } from './options.ts';

/** Checks the options of factories: a misspelt option must not mean its default. It is in every page, so it is small. */

type Words =
  | ''
  | 'a boolean'
  | 'a function'
  | 'a number'
  | 'a string'
  | 'a string or an object'
  | 'a whole number above 0'
  | 'an array'
  | 'an object'
  | 'an object or a function';

/** What an option must be, in the words of the error; '' for anything. An option with `!` must be given. */
export type OptionKind = `${Words}${'' | '!'}`;

/** The kind of each option. TypeScript finds an option that is missing here. */
export type OptionKinds<Options> = { readonly [Name in keyof Required<Options>]: OptionKind };

/** The known name that shares most pairs of letters with another one, for its length. */
function nearest(name: string, known: readonly string[]): string {
  const shared = (one: string): number =>
    [...name].filter((letter, at) => one.includes(letter + name[at + 1])).length / one.length;
  return known.reduce((best, one) => (shared(one) > shared(best) ? one : best));
}

function fits(kind: string, value: unknown): boolean {
  if (value === undefined) return !kind.endsWith('!');
  if (kind.includes('whole')) return Number.isInteger(value) && Number(value) > 0;
  return kind.includes(value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
}

/**
 * Checks the names and the types of options when something is made with them. An option that is `undefined` counts as not given.
 * @param factory The function that takes them, for the error.
 * @throws {TypeError} that names the first option which is wrong, and for an unknown option the known one that it looks like. It
 *   quotes no value.
 */
export function checkOptions<Options extends object>(
  factory: string,
  options: Options,
  kinds: OptionKinds<Options>,
): void {
  const all: Readonly<Record<string, string>> = kinds;
  // The letters of a text are not options.
  for (const name in { ...all, ...(Object(options) === options && options) }) {
    const kind = all[name];
    if (kind === undefined)
      throw new TypeError(
        `${factory}: Unknown option \`${name}\`. Did you mean \`${nearest(name, Object.keys(all))}\`?`,
      );
    if (kind && !fits(kind, Object(options)[name]))
      throw new TypeError(`${factory}: \`${name}\` must be ${kind.replace('!', '')}.`);
  }
}

/** @throws {TypeError} when `port` is not a `MemberPort`. */
export function checkPort(factory: string, port: MemberPort): void {
  if (typeof Object(port).readStatus !== 'function')
    throw new TypeError(`${factory}: \`port\` must be a MemberPort.`);
}

/** The kinds of the options that all hosts share. */
export const MEMBER_HOST_KINDS: OptionKinds<MemberHostOptions<string>> = {
  port: 'an object!',
  pacing: 'an object',
  deadlines: 'an object',
  unsafePacing: 'a boolean',
  onEnded: 'a function',
  onEndedTimeout: 'a whole number above 0',
  onUnreadable: 'a function',
  onError: 'a function',
  observer: 'an object',
  retention: 'a whole number above 0',
  now: 'a function',
};

/** @throws {TypeError} when no input could have these values. */
export function checkDefaults({ pacing, deadlines, unsafePacing }: InputDefaults): void {
  checkInput({
    member: { userGuid: 'USR', memberGuid: 'MBR' },
    job: null,
    ...(pacing && { pacing }),
    ...(deadlines && { deadlines }),
    ...(unsafePacing && { unsafePacing }),
  });
}
