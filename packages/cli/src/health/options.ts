import { CliError } from '../common/errors.ts';
import {
  type Environment,
  environmentOf,
  type Keys,
  keysOf,
  WITHOUT_KEYS,
} from '../common/mx-keys.ts';
import type { CommandSpec, GivenOptions } from '../common/options.ts';

/** The options of `health`, for the parser and the help. */
export const HEALTH_COMMAND = {
  about: "Show how old the data of a user's members is, what is wrong, and who has to act.",
  options: {
    user: {
      value: 'USR-…',
      repeatable: true,
      about: 'The user at MX. Repeat the option for more users.',
    },
    environment: {
      value: 'name',
      about:
        'integration, production, or the address of a simulator on this computer, such as http://127.0.0.1:3999. Default: integration.',
    },
    json: { about: 'Print one JSON object per line: each member, and last the totals.' },
  },
  notes: [
    'Set MX_CLIENT_ID and MX_API_KEY in the environment. It sends one request to MX for each user, and starts no job, so it is safe at any time.',
    'A problem in quotes is what the user reads on the repair screen of @mx-member/connect.',
    'Age is measured by the clock of MX. Data is old after 48 hours, because MX reads each bank about once a day.',
    'Exit codes: 0 nobody has to act, 1 the user or your app must act, or data is overdue, 2 wrong usage, 3 MX could not be read, 130 Ctrl-C.',
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
 * Reads the settings of `health`.
 * @throws {CliError} The message names the option and what was expected.
 */
export function healthSettings(given: GivenOptions, env: Keys): HealthSettings {
  const keys = keysOf(env);
  if (keys === null)
    throw new CliError(
      `health calls MX: set MX_CLIENT_ID and MX_API_KEY in the environment. ${WITHOUT_KEYS}`,
    );
  const users = given.get('user') ?? [];
  if (users.length === 0 || users.some((user) => user.trim() === ''))
    throw new CliError('--user is missing: give --user USR-…, the user whose connections to show.');
  return {
    ...keys,
    environment: environmentOf(given),
    users: [...new Set(users)],
    json: given.has('json'),
  };
}
