import type { Context } from 'hono';
import type { Bank } from '../bank/bank.ts';
import type { Member } from '../bank/member.ts';
import { BankRefusal } from '../bank/refusal.ts';
import type { OAuthWindow } from '../bank/windows.ts';
import type { Env } from './env.ts';
import { askPage, donePage, OAUTH_REASONS, type OAuthReason, page } from './oauth-html.ts';
import { textOf } from './requests.ts';
import type { AddRoute, Site } from './site.ts';

/** Opens a window. @returns Its address, on the origin that the client uses. */
export const openWindow = (c: Context, bank: Bank, window: OAuthWindow): string =>
  new URL(`/oauth/${bank.windows.open(window)}`, c.req.url).href;

/** Parses the user's decision: `null` for access, otherwise the reason for denying it. @throws BankRefusal 400 */
function reasonOf(decision: string | null): OAuthReason | null {
  if (decision === 'authorize') return null;
  if (decision === 'deny') return 'DENIED';
  const reason = OAUTH_REASONS.find((one) => one === decision);
  if (!reason) throw new BankRefusal(400, 'Choose Authorize or Deny.');
  return reason;
}

/**
 * Refuses forms from other sites: only the bank's own page may decide. Browsers name the page that sent a form. A
 * request without these headers does not come from a browser.
 *
 * @throws BankRefusal 403
 */
export function checkSender(c: Context): void {
  const origin = c.req.header('origin');
  const site = c.req.header('sec-fetch-site');
  const isOwn =
    (origin === undefined || origin === new URL(c.req.url).origin) &&
    (site === undefined || site === 'same-origin');
  if (!isOwn) throw new BankRefusal(403, "Only the bank's own page can give or deny access.");
}

/** The origin of the page that sent a request, unless it is the bank's own page. */
function openerOf(c: Context): string | undefined {
  const referer = c.req.header('referer') ?? '';
  const origin = URL.canParse(referer) ? new URL(referer).origin : 'null';
  return origin === 'null' || origin === new URL(c.req.url).origin ? undefined : origin;
}

/** Where an app's user returns to, with the result (D-OM). */
function backToApp(
  { redirectUrl, scheme }: OAuthWindow,
  { guid, userGuid }: Member,
  reason: OAuthReason | null,
): string {
  const url = new URL(redirectUrl ?? `${scheme}://oauth_complete`);
  url.searchParams.set('status', reason ? 'error' : 'success');
  url.searchParams.set('member_guid', guid);
  url.searchParams.set('user_guid', userGuid);
  if (reason) url.searchParams.set('error_reason', reason);
  return url.href;
}

/** Shows a refusal as a page. */
export async function within(
  c: Context<Env>,
  show: () => Response | Promise<Response>,
): Promise<Response> {
  try {
    return await show();
  } catch (error) {
    if (!(error instanceof BankRefusal)) throw error;
    return page(c, error.message, error.status);
  }
}

/** The bank's own pages, on which the user gives or denies access (D-OB, D-OM). */
export function oauthPages(add: AddRoute, { bank, wire }: Site): void {
  const tokenOf = (c: Context) => c.req.param('token') ?? '';

  add('oauthPage', 'GET', '/oauth/:token', (c) =>
    within(c, () => {
      bank.windows.get(tokenOf(c));
      const opener = openerOf(c);
      if (opener !== undefined) bank.windows.noteOpener(tokenOf(c), opener);
      return askPage(c);
    }),
  );

  add('oauthPage', 'POST', '/oauth/:token', (c) =>
    within(c, async () => {
      checkSender(c);
      const reason = reasonOf(new URLSearchParams(await textOf(c)).get('decision'));
      const window = bank.windows.get(tokenOf(c));
      const member = bank.finishWindow(tokenOf(c), reason === null);
      return window.referralSource === 'APP'
        ? c.redirect(backToApp(window, member, reason), 303)
        : donePage(c, member, reason, wire.openerOrigin ?? window.opener);
    }),
  );
}
