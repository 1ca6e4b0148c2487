import type { FaultCode, MemberContext, MemberOutput } from '../data/types.ts';
import { failureByCode, UNKNOWN_ERROR } from '../mx/error-codes.ts';
import { ADVICE } from '../mx/failure.ts';
import { FAULTS, isOwnReason, MACHINE_FAILURES } from '../mx/faults.ts';
import { statusOf } from '../mx/statuses.ts';
import { explain } from '../rules/explain.ts';
import { type BareView, bareViewOf, type OutcomeSentences } from './view.ts';

/** The outcome of a lifecycle, for a screen. */
export type OutcomeView = MemberOutput & OutcomeSentences;

/** Everything that a screen shows, with sentences in English. It is plain JSON, without answers. */
export interface MemberView extends BareView {
  /** A temporary problem, or `null`. The machine continues by itself. */
  readonly warning: { readonly code: FaultCode; readonly message: string } | null;
  /** MX's own status. `null` if MX has not shown one in this state. */
  readonly status: (NonNullable<BareView['status']> & { readonly meaning: string }) | null;
  /** How the lifecycle ended. `null` while it runs. */
  readonly outcome: OutcomeView | null;
}

const meaningOf = (connectionStatus: string | null): string =>
  statusOf(connectionStatus)?.meaning ?? `MX shows ${connectionStatus}, which is not known here.`;

/** What the error code of the reading means, if the code explains the failure. */
function meaningOfError(context: MemberContext): string | undefined {
  const { reading } = context;
  const failure = reading && explain(reading, context);
  if (!failure || reading.errorCode === undefined) return undefined;
  if (failure === UNKNOWN_ERROR) return `MX reports error ${reading.errorCode}.`;
  return failure === failureByCode(reading.errorCode) ? failure.meaning : undefined;
}

/** What happened, in a sentence: from the machine, from a failed call, or from what MX shows. */
export function meaningOfEnd(
  { reason, connectionStatus, lastFault }: Extract<MemberOutput, { readonly outcome: 'failed' }>,
  context: MemberContext,
): string {
  if (isOwnReason(reason)) return MACHINE_FAILURES[reason].meaning;
  if (lastFault && FAULTS[lastFault.code].failure.reason === reason)
    return FAULTS[lastFault.code].message;
  return meaningOfError(context) ?? meaningOf(connectionStatus);
}

function worded(output: MemberOutput, context: MemberContext): OutcomeView {
  if (output.outcome === 'failed')
    return { ...output, message: meaningOfEnd(output, context), advice: ADVICE[output.nextStep] };
  const isOld = 'MX has not shown that a new job has ended, so the data may be older.';
  return { ...output, message: meaningOf('CONNECTED'), advice: output.fresh ? null : isOld };
}

/** The view of a member with all its sentences. */
export function viewOf(context: MemberContext): MemberView {
  const view = bareViewOf(context);
  const { warning, status, outcome } = view;
  return {
    ...view,
    warning: warning && { ...warning, message: FAULTS[warning.code].message },
    status: status && {
      name: status.name,
      known: status.known,
      meaning: meaningOf(status.name),
      message: status.message,
    },
    outcome: outcome && worded(outcome, context),
  };
}
