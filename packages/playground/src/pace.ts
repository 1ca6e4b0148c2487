import type { MemberInput } from '@mx-member/machine/step';

/** How fast everything runs. `?pace=fast` in the address is for tests. */
export interface PagePace {
  /** How long a step of a job takes at the bank, in ms. It is less than the wait before the first reading. */
  readonly step: number;
  /** How often the machine reads. */
  readonly pacing: Pick<MemberInput, 'pacing' | 'unsafePacing'>;
  /** How much longer a reply takes when MX is slow, in ms. */
  readonly slow: number;
}

const NORMAL: PagePace = { step: 800, pacing: {}, slow: 2_000 };

const FAST: PagePace = {
  step: 30,
  pacing: {
    pacing: { first: 60, spread: 0, busy: 100, needsUser: 400, failedMost: 400 },
    unsafePacing: true,
  },
  slow: 300,
};

/** The pace in an address. */
export const paceOf = (search: string): PagePace =>
  new URLSearchParams(search).get('pace') === 'fast' ? FAST : NORMAL;
