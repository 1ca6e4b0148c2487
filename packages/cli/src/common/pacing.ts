import type { MemberInput } from '@mx-member/machine';

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
