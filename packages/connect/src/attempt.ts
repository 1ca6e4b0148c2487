import type { Baseline, MemberRecord } from '@mx-member/machine/step';
import type { AttemptInput } from './driver.ts';
import type { ConnectionView } from './types.ts';

/** Whether the person is to log in on the bank's own page before another attempt can help. */
export function needsBank({ member }: ConnectionView, { oauth }: AttemptInput): boolean {
  if (!oauth || !member) return false;
  const { needs, outcome } = member;
  if (outcome?.outcome !== 'failed') return needs === 'authorization';
  return ['credentials', 'accessDenied', 'abandoned'].includes(outcome.reason);
}

/** Whether the person is to enter credentials again. */
export const needsLogin = ({ member }: ConnectionView, { oauth }: AttemptInput): boolean =>
  !oauth &&
  member?.outcome?.outcome === 'failed' &&
  member.outcome.nextStep === 'updateCredentials';

/** The last reading, as the baseline of what follows. */
export function baselineOf(record: MemberRecord | undefined): { readonly baseline?: Baseline } {
  const { connectionStatus, errorCode, aggregatedAt, successfullyAggregatedAt } =
    record?.context.reading ?? {};
  return connectionStatus === undefined
    ? {}
    : {
        baseline: {
          connectionStatus,
          ...(errorCode !== undefined && { errorCode }),
          ...(aggregatedAt !== undefined && { aggregatedAt }),
          ...(successfullyAggregatedAt !== undefined && { successfullyAggregatedAt }),
        },
      };
}

/** Another attempt starts a job itself, also where MX has started the first one. */
export const again = (
  { baseline: _, ...input }: AttemptInput,
  record: MemberRecord | undefined,
): AttemptInput => ({ ...input, job: input.job ?? 'aggregate', ...baselineOf(record) });
