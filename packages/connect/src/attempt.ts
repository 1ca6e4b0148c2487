import { type Baseline, type FaultCode, type MemberId, toFault } from '@mx-member/machine/step';
import type { AttemptInput } from './driver.ts';
import type { ConnectionView } from './types.ts';

export const isSameMember = (a: MemberId, b: MemberId): boolean =>
  a.userGuid === b.userGuid && a.memberGuid === b.memberGuid;

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

/** The input of another attempt, compared with how the member is now. */
const after = (
  { baseline: _, ...input }: AttemptInput,
  job: AttemptInput['job'],
  reading: Baseline | null | undefined,
): AttemptInput => ({ ...input, job, ...(reading && { baseline: reading }) });

/** An attempt for a job that MX starts by itself: after new credentials, or on the bank's page. */
export const attachedTo = (
  input: AttemptInput,
  reading: Baseline | null | undefined,
): AttemptInput => after(input, null, reading);

/** Another attempt starts a job itself, also where MX has started the first one. */
export const again = (input: AttemptInput, reading: Baseline | null | undefined): AttemptInput =>
  after(input, input.job ?? 'aggregate', reading);

/** What `updateCredentials` has returned: the member as it was then. */
export const readingOf = (updated: unknown): Baseline | undefined =>
  (Object(updated) as { readonly reading?: Baseline }).reading;

export const faultOf = (thrown: unknown): FaultCode => toFault(thrown, 0).code;
