import { needsLogin } from '../connection/needs.ts';
import type { PageStep } from '../page-step.ts';
import type { ConnectionView, MemberConnection } from '../types.ts';

/** Whether another attempt can begin from here, or the login form be shown again. */
export function canRetry({ stopped, member, login }: ConnectionView): boolean {
  const outcome = member?.outcome;
  if (stopped) return true;
  if (outcome?.outcome !== 'failed') return false;
  const { nextStep } = outcome;
  return (
    ['restart', 'tryLater', 'visitInstitution'].includes(nextStep) ||
    (nextStep === 'updateCredentials' && login !== null)
  );
}

/** The next step that only the page can take; `null` when the screen can go on, or nobody has to. */
export function pageStepOf(
  { rest, options: { input, institution } }: MemberConnection,
  view: ConnectionView,
  hasAccess: boolean,
): PageStep | null {
  if (rest?.isResting(view)) return rest.nextStep;
  const outcome = view.member?.outcome;
  if (outcome?.outcome !== 'failed' || canRetry(view)) return null;
  // MX is asked for the fields of the form by the code.
  const hasForm = needsLogin(view, input) && hasAccess && institution?.code !== undefined;
  // All that an attempt or a form is not for.
  return hasForm ? null : (outcome.nextStep as PageStep);
}
