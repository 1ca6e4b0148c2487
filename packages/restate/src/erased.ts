import type { Erased } from '@mx-member/http/host';

/** What was erased in Restate, which does not count outcomes. */
export type ErasedInRestate = Omit<Erased, 'outcomes'>;
