import type { MemberPort } from '../mx/port.ts';
import type { OptionKinds } from './option-kinds.ts';

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
 * @param misfit Says what else is wrong with options of the right types; `null` if nothing is.
 * @throws {TypeError} that names the first option which is wrong, and for an unknown option the known one that it looks like. It
 *   quotes no value.
 */
export function checkOptions<Options extends object>(
  factory: string,
  options: Options,
  kinds: OptionKinds<Options>,
  misfit: (options: Options) => string | null = () => null,
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
  const wrong = misfit(options);
  if (wrong !== null) throw new TypeError(`${factory}: ${wrong}`);
}

/** @throws {TypeError} when `port` is not a `MemberPort`. */
export function checkPort(factory: string, port: MemberPort): void {
  if (typeof Object(port).readStatus !== 'function')
    throw new TypeError(`${factory}: \`port\` must be a MemberPort.`);
}
