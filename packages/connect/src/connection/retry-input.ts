import type { Baseline } from '@mx-member/machine/step';
import type { AttemptInput } from '../types.ts';

/** The input of an attempt whose job MX starts by itself: after new credentials, or on the bank's page. */
export const attachedTo = (
  { baseline: _, ...input }: AttemptInput,
  reading?: Baseline,
): AttemptInput => ({ ...input, job: null, ...(reading && { baseline: reading }) });

/** The input of an attempt that starts its own job, even if MX started the first job. */
export const again = ({ baseline: _, ...input }: AttemptInput): AttemptInput => ({
  ...input,
  job: input.job ?? 'aggregate',
});
