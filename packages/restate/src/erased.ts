import type { MemberId } from '@mx-member/machine/step';

/** What was erased in Restate. */
export interface ErasedInRestate {
  readonly members: readonly MemberId[];
  /** How many records were erased. */
  readonly records: number;
  /** How many records were erased that had been set aside. */
  readonly aside: number;
}
