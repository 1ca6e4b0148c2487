import { CliError } from '../common/errors.ts';
import { type Environment, environmentOf, type Keys, keysOf } from '../common/mx-keys.ts';
import type { CommandSpec, GivenOptions } from '../common/options.ts';

/** What `health` is given, as the parser and the help know it. */
export const HEALTH_COMMAND = {
  about: "Say of each of a user's members how old its data is, what is wrong, and who has to act.",
  options: {
    user: { value: 'USR-…', repeatable: true, about: 'The user at MX; repeat it for several.' },
    environment: {
      value: 'name',
      about: 'integration or production. Default: integration.',
    },
    json: { about: 'Print one JSON object a line for each member, and last the numbers.' },
  },
  notes: [
    'MX_CLIENT_ID and MX_API_KEY in the environment say who asks. One request to MX for each user reads all members. It starts no job, so it is safe at any time.',
    'The age of data is measured by the clock of MX. Data is called old after 48 hours, because MX reads each bank about once a day.',
    'Exit codes: 0 nobody has to act (what only waits is shown), 1 the user or your app must act, or data is overdue, 2 wrong usage, 3 MX could not be read, 130 Ctrl-C.',
  ],
  examples: [
    'MX_CLIENT_ID=… MX_API_KEY=… mx-member health --user USR-…',
    'mx-member health --environment production --user USR-… --user USR-… --json',
  ],
} as const satisfies CommandSpec;

export interface HealthSettings {
  readonly clientId: string;
  readonly apiKey: string;
  readonly environment: Environment;
  readonly users: readonly string[];
  readonly json: boolean;
}

/**
 * What `health` is to do.
 * @throws {CliError} that names the option and what was expected.
 */
export function healthSettings(given: GivenOptions, env: Keys): HealthSettings {
  const keys = keysOf(env);
  if (keys === null)
    throw new CliError('health reads MX: set MX_CLIENT_ID and MX_API_KEY in the environment.');
  const users = given.get('user') ?? [];
  if (users.length === 0 || users.some((user) => user.trim() === ''))
    throw new CliError('--user is missing: --user USR-… says whose connections to look at.');
  return {
    ...keys,
    environment: environmentOf(given),
    users: [...new Set(users)],
    json: given.has('json'),
  };
}
