import { checkInput } from '../data/check.ts';
import type { MemberPort } from '../mx/port.ts';
import type { InputDefaults, MemberHostOptions } from './options.ts';

/** The check of the options of every factory, so that a misspelled option does not silently mean its default. */

/** The names in `Listed` must be all names of the options. A name that is missing becomes a type error. */
type All<Options, Listed extends readonly string[]> =
  Exclude<keyof Options, Listed[number]> extends never
    ? Listed
    : { readonly missing: Exclude<keyof Options, Listed[number]> };

type Kind = 'a function' | 'a string' | 'a string or a URL' | 'a whole number above 0';

/**
 * What an option must be, by its name in every factory. These are the options in which a mistake has no effect that anybody would
 * see: who may call, what seals an answer, an id, where a request goes, and limits, which a text or `NaN` would lift. `!`: it must be
 * given.
 */
const KINDS: Readonly<Record<string, Kind | `${Kind}!`>> = {
  authorize: 'a function',
  authorizeErasure: 'a function',
  userOf: 'a function!',
  seal: 'a function!',
  open: 'a function',
  id: 'a string!',
  url: 'a string or a URL!',
  ingress: 'a string or a URL!',
  timeout: 'a whole number above 0',
  closeTimeout: 'a whole number above 0',
  onEndedTimeout: 'a whole number above 0',
  retention: 'a whole number above 0',
  maxBody: 'a whole number above 0',
  maxConcurrent: 'a whole number above 0',
  maxInFlight: 'a whole number above 0',
  maxWait: 'a whole number above 0',
  requestsPerSecond: 'a whole number above 0',
};

function fits(kind: string, value: unknown): boolean {
  if (value === undefined) return !kind.endsWith('!');
  if (kind.startsWith('a whole number')) return Number.isInteger(value) && Number(value) > 0;
  return kind.includes(typeof value) || (kind.includes('URL') && value instanceof URL);
}

/** The known name that shares most pairs of letters with another one, for its length. */
function nearest(name: string, known: readonly string[]): string {
  const shared = (one: string): number =>
    [...name].filter((letter, at) => one.includes(letter + name[at + 1])).length / one.length;
  return known.reduce((best, one) => (shared(one) > shared(best) ? one : best));
}

/**
 * Checks options when something is made with them: their names, and what options such as `authorize`, `url` and `timeout` are.
 * TypeScript checks the rest.
 *
 * @param factory The function that takes them, for the error.
 * @param names The names of all its options.
 * @throws {TypeError} that names the first option which is wrong, and for an unknown option the known one that it looks like. It
 *   quotes no value.
 */
export function checkOptions<Options extends object, const Names extends readonly string[]>(
  factory: string,
  options: Options,
  names: All<Options, Names>,
): void {
  const known = names as readonly string[];
  // The letters of a text are not options.
  for (const name in Object(options) === options ? options : {})
    if (!known.includes(name))
      throw new TypeError(
        `${factory}: Unknown option \`${name}\`. Did you mean \`${nearest(name, known)}\`?`,
      );
  for (const name of known) {
    const kind = KINDS[name];
    if (kind && !fits(kind, Object(options)[name]))
      throw new TypeError(`${factory}: \`${name}\` must be ${kind.replace('!', '')}.`);
  }
}

/** @throws {TypeError} when `port` is not a `MemberPort`. */
export function checkPort(factory: string, port: MemberPort): void {
  if (typeof Object(port).readStatus !== 'function')
    throw new TypeError(`${factory}: \`port\` must be a MemberPort.`);
}

/** The names of the options that all hosts share. */
export const MEMBER_HOST_OPTIONS = [
  'port',
  'pacing',
  'deadlines',
  'unsafePacing',
  'onEnded',
  'onEndedTimeout',
  'onUnreadable',
  'onError',
  'observer',
  'retention',
  'now',
] as const satisfies readonly (keyof MemberHostOptions<string>)[];

/** @throws {TypeError} for values that no input could have. */
export function checkDefaults({ pacing, deadlines, unsafePacing }: InputDefaults): void {
  checkInput({
    member: { userGuid: 'USR', memberGuid: 'MBR' },
    job: null,
    ...(pacing && { pacing }),
    ...(deadlines && { deadlines }),
    ...(unsafePacing && { unsafePacing }),
  });
}
