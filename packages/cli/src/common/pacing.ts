import type { MemberInput } from '@mx-member/machine';
import { CliError } from './errors.ts';
import type { Environment } from './mx-keys.ts';
import { choiceOf, type GivenOptions } from './options.ts';

export const PACES = ['normal', 'fast'] as const;
export type PaceName = (typeof PACES)[number];

/** In ms. `normal` is the pacing of the machine, which keeps the 3 s between readings that MX asks for (A-STAT). */
export const PACING: Readonly<Record<PaceName, Pick<MemberInput, 'pacing' | 'unsafePacing'>>> = {
  normal: {},
  fast: {
    pacing: { first: 60, spread: 0, busy: 120, needsUser: 500, failedMost: 1000 },
    unsafePacing: true,
  },
};

/**
 * Reads `--pace`. @param environment Whose MX is called; `null` for a simulator in this process.
 * @throws {CliError} for `fast` at MX itself.
 */
export function givenPace(given: GivenOptions, environment: Environment | null): PaceName {
  const pace = choiceOf(given, 'pace', PACES, 'normal');
  if (pace === 'fast' && typeof environment === 'string')
    throw new CliError('--pace fast is for the simulator only: MX asks for 3 s between readings.');
  return pace;
}
