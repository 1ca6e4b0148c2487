import type { MemberId } from '@mx-member/machine/step';

/** What was erased in Restate. */
export interface ErasedInRestate {
  readonly members: readonly MemberId[];
  /** The number of erased records. */
  readonly records: number;
  /** The number of erased records that had been set aside. */
  readonly aside: number;
}
