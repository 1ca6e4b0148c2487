import type { ConnectionHealth } from '@mx-member/machine/health';
import type { BareView } from '@mx-member/machine/hosting';
import type { NextStep, Reason } from '@mx-member/machine/step';
import type { ConnectionView } from '../types.ts';

/** Views of a resting member. They look like the end of an attempt, so that the screen offers the next step. */

/** The reason and next step of the screen for each action. Its texts come from the health. */
const ENDS: Readonly<
  Record<ConnectionHealth['action'], { readonly reason: Reason; readonly nextStep: NextStep }>
> = {
  enterCredentials: { reason: 'credentials', nextStep: 'updateCredentials' },
  openBank: { reason: 'credentials', nextStep: 'restart' },
  tryAgain: { reason: 'expired', nextStep: 'restart' },
  visitInstitution: { reason: 'actionNeeded', nextStep: 'visitInstitution' },
  // These actions have no button.
  answer: { reason: 'unavailable', nextStep: 'contactSupport' },
  wait: { reason: 'unavailable', nextStep: 'contactSupport' },
  none: { reason: 'unavailable', nextStep: 'contactSupport' },
  chooseInstitution: { reason: 'noAccounts', nextStep: 'chooseInstitution' },
  contactSupport: { reason: 'disabled', nextStep: 'contactSupport' },
};

const RESTING = new WeakSet<BareView>();

/** Whether a view shows a resting member, not an attempt. */
export const isResting = (member: BareView | null): boolean =>
  member !== null && RESTING.has(member);

/** Whether the screen follows the member at once, because a job is running or a question is open. This starts nothing. */
export const isUnderWay = ({ status, action }: ConnectionHealth): boolean =>
  status === 'running' || action === 'answer';

/** The part of the health that the view of a resting member shows. */
type RestingHealth = Pick<ConnectionHealth, 'action'> &
  Partial<Pick<ConnectionHealth, 'connectionStatus'>>;

/**
 * The view of a member before the person has done anything.
 * @param revision The revision of the last lifecycle at the host; 0 for none. The next attempt begins after it.
 */
export function restingView(
  { action, connectionStatus = null }: RestingHealth,
  revision: number,
): BareView {
  const { reason, nextStep } = ENDS[action];
  const view: BareView = {
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
    progress: null,
    since: null,
    elapsed: null,
    isSlow: false,
    rule: 'noReadingYet',
    revision,
    outcome: {
      outcome: 'failed',
      job: null,
      start: null,
      reason,
      nextStep,
      connectionStatus,
      errorCode: null,
      lastFault: null,
      message: '',
      advice: null,
    },
  };
  RESTING.add(view);
  return view;
}

/** Shows a resting member until the host has responded. The same view gives the same result object. */
export function showAtFirst(member: BareView): (view: ConnectionView) => ConnectionView {
  let last: readonly [ConnectionView, ConnectionView] | null = null;
  return (view) => {
    if (view.member || view.stopped || view.attempt > 1) return view;
    if (last?.[0] !== view) last = [view, { ...view, member }];
    return last[1];
  };
}
