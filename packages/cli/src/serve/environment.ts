import { CliError } from '../common/errors.ts';
import type { CommandSpec, GivenOptions } from '../common/options.ts';

/** Reads options from the environment, for containers and unit files: `MX_MEMBER_METRICS_PORT` is `--metrics-port`. */

const PREFIX = 'MX_MEMBER_';

/** Variables without an option. Secrets are not options, because the list of processes shows options to everybody. */
const OTHERS = ['MX_MEMBER_TOKEN', 'MX_MEMBER_TRACE_KEY'];

const variableOf = (option: string): string => PREFIX + option.toUpperCase().replaceAll('-', '_');

/**
 * Adds options from the environment to the options of the command line, which take precedence. An empty variable counts as
 * not set. A repeatable option has its values separated by commas. A switch is `1` or `0`.
 * @throws {CliError} for a variable that begins with `MX_MEMBER_` and is not an option.
 */
export function withEnvironment(
  given: GivenOptions,
  options: CommandSpec['options'],
  env: Readonly<Record<string, string | undefined>>,
): GivenOptions {
  const all = new Map(given);
  const known = new Map(Object.keys(options).map((option) => [variableOf(option), option]));
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || !text || OTHERS.includes(variable)) continue;
    const option = known.get(variable);
    if (option === undefined)
      throw new CliError(
        `Unknown variable ${variable}. The variables are ${[...known.keys(), ...OTHERS].join(', ')}.`,
      );
    const { value, repeatable } = options[option] ?? {};
    if (value === undefined && text !== '0' && text !== '1')
      throw new CliError(`${variable} must be 1 or 0.`);
    if (all.has(option) || (value === undefined && text === '0')) continue;
    all.set(option, value === undefined ? [] : repeatable ? text.split(',') : [text]);
  }
  return all;
}
