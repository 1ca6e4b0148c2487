import type { Deadlines, MemberInput, Pacing } from '../../packages/machine/src/index.ts';

/** The member of most vectors. */
export const MEMBER = { userGuid: 'USR-1', memberGuid: 'MBR-1' } as const;

/** The pacing of the vectors, in ms. It is not the default, so that a new default moves only the vector about defaults. */
const PACING: Pacing = {
  first: 1_000,
  spread: 0,
  busy: 3_000,
  busyMost: 10_000,
  needsUser: 20_000,
  needsUserMost: 60_000,
  failedMost: 60_000,
};

/** The limits of the vectors, in ms. They are not the defaults either. */
const DEADLINES: Deadlines = {
  busy: 900_000,
  needsUser: 1_800_000,
  unreachable: 3_600_000,
  catchUp: 60_000,
};

/**
 * The input of a vector.
 * @param given What differs from `aggregate` for `USR-1/MBR-1`, and from the pacing and the limits of the vectors.
 * @param hasDefaults Whether pacing and limits are the machine's defaults.
 */
export function inputOf(given: Partial<MemberInput> = {}, hasDefaults = false): MemberInput {
  const input = { member: MEMBER, job: 'aggregate', ...given } as const;
  if (hasDefaults) return input;
  return {
    ...input,
    pacing: { ...PACING, ...given.pacing },
    deadlines: { ...DEADLINES, ...given.deadlines },
  };
}
