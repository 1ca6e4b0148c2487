import { CliError } from '../common/errors.ts';
import { DEFAULT_AT, hostUrlOf } from '../common/host-url.ts';
import { type CommandSpec, type GivenOptions, nonBlankOf } from '../common/options.ts';

/** The options of `why`, for the parser and the help. */
export const WHY_COMMAND = {
  about: 'Tell what happened to a member of a running serve, and why, in sentences.',
  operands: 'MBR-…',
  options: {
    at: {
      value: 'url',
      about: `The address of mx-member serve. Default: ${DEFAULT_AT}.`,
    },
    user: { value: 'USR-…', about: 'The user of the member, where its store needs it.' },
  },
  notes: [
    'It tells the last two lifecycles: what MX showed, which rule decided, what the person did, and what was sent. It shows no guid, no text of the bank and no answer.',
    'With a token, set MX_MEMBER_TOKEN in the environment to the token of serve.',
    'Exit codes: 0 printed, 1 the server does not know the member, 2 wrong usage, 3 the server cannot be reached.',
  ],
  examples: ['mx-member why MBR-…', 'mx-member why MBR-… --at https://members.internal'],
} as const satisfies CommandSpec;

export interface WhySettings {
  readonly url: URL;
  /** `null` without a token. */
  readonly token: string | null;
}

/**
 * Reads the settings of `why`.
 * @throws {CliError} The message names what is missing or wrong.
 */
export function whySettings(
  given: GivenOptions,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): WhySettings {
  const [memberGuid, ...more] = words;
  if (memberGuid === undefined || more.length > 0)
    throw new CliError('Give one member: mx-member why MBR-…');
  const { href } = hostUrlOf(given) ?? new URL(DEFAULT_AT);
  const url = new URL(`${href.replace(/\/+$/, '')}/why/${encodeURIComponent(memberGuid)}`);
  const user = nonBlankOf(given, 'user');
  if (user !== undefined) url.searchParams.set('user', user);
  return { url, token: env.MX_MEMBER_TOKEN || null };
}
