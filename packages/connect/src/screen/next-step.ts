import { needsLogin } from '../connection/needs.ts';
import type { PageStep } from '../page-step.ts';
import type { ConnectionView, MemberConnection } from '../types.ts';

/** Whether another attempt can begin, or the login form can be shown again. */
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

/** The next step that only the page can take; `null` if there is none. */
export function pageStepOf(
  { rest, options: { input, institution } }: MemberConnection,
  view: ConnectionView,
  hasAccess: boolean,
): PageStep | null {
  const outcome = view.member?.outcome;
  if ([view.warning, view.stopped, Object(outcome).reason].includes('signedOut')) return 'signIn';
  if (rest?.isResting(view)) return rest.nextStep;
  if (outcome?.outcome !== 'failed' || canRetry(view)) return null;
  // MX needs the institution code to return the fields of the form.
  const hasForm = needsLogin(view, input) && hasAccess && institution?.code !== undefined;
  // Attempts and the form cover all other steps.
  return hasForm ? null : (outcome.nextStep as PageStep);
}
