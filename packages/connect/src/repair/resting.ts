import type { ConnectionHealth, HealthAction } from '@mx-member/machine/health';
import type { MemberView, NextStep, Reason } from '@mx-member/machine/step';
import type { ConnectionView } from '../types.ts';

/** A member that rests: a view like that of an attempt which has ended, so that the screen offers what comes next. */

/** How the screen has to be for each action. What is said in it comes from the health, not from here. */
const ENDS: Readonly<
  Record<HealthAction, { readonly reason: Reason; readonly nextStep: NextStep }>
> = {
  enterCredentials: { reason: 'credentials', nextStep: 'updateCredentials' },
  openBank: { reason: 'credentials', nextStep: 'restart' },
  tryAgain: { reason: 'expired', nextStep: 'restart' },
  visitInstitution: { reason: 'actionNeeded', nextStep: 'visitInstitution' },
  // These have no button here.
  answer: { reason: 'unavailable', nextStep: 'contactSupport' },
  wait: { reason: 'unavailable', nextStep: 'contactSupport' },
  none: { reason: 'unavailable', nextStep: 'contactSupport' },
  chooseInstitution: { reason: 'noAccounts', nextStep: 'chooseInstitution' },
  contactSupport: { reason: 'disabled', nextStep: 'contactSupport' },
};

const RESTING = new WeakSet<MemberView>();

/** Whether a view shows a member that rests, and so nothing of an attempt. */
export const isResting = (member: MemberView | null): boolean =>
  member !== null && RESTING.has(member);

/** Whether the screen follows the member at once: a job runs, or a question stands. That starts nothing. */
export const isUnderWay = ({ status, action }: ConnectionHealth): boolean =>
  status === 'running' || action === 'answer';

/**
 * The view of a member before the person has done anything.
 * @param revision Of the end that the host has of the member; 0 for none. The next attempt begins after it.
 */
export function restingView(
  { action }: Pick<ConnectionHealth, 'action'>,
  revision: number,
): MemberView {
  const { reason, nextStep } = ENDS[action];
  const view: MemberView = {
    state: 'failed',
    busy: false,
    needs: null,
    round: 0,
    prompt: 0,
    challenges: [],
    answerWith: 'value',
    problems: [],
    warning: null,
    status: null,
    since: null,
    elapsed: null,
    isSlow: false,
    rule: 'noReadingYet',
    revision,
    outcome: {
      outcome: 'failed',
      reason,
      nextStep,
      connectionStatus: null,
      lastFault: null,
      message: '',
      advice: null,
    },
  };
  RESTING.add(view);
  return view;
}

/** Shows a member that rests until the host has answered: the same view for the same view. */
export function showAtFirst(member: MemberView): (view: ConnectionView) => ConnectionView {
  let last: readonly [ConnectionView, ConnectionView] | null = null;
  return (view) => {
    if (view.member || view.stopped || view.attempt > 1) return view;
    if (last?.[0] !== view) last = [view, { ...view, member }];
    return last[1];
  };
}
