import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Member } from '../bank/member.ts';
import type { BankRefusal } from '../bank/refusal.ts';

/** Reasons for returning without access (D-OB). */
export const OAUTH_REASONS = [
  'CANCELLED',
  'DENIED',
  'IMPEDED',
  'PROVIDER_ERROR',
  'SERVER_ERROR',
  'SESSION_ERROR',
  'UNKNOWN_ERROR',
] as const;
/** One of {@link OAUTH_REASONS}. */
export type OAuthReason = (typeof OAUTH_REASONS)[number];

const HEADERS = {
  'cache-control': 'no-store',
  // A page that frames this one could trick the user into pressing a button.
  'content-security-policy': "frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
  // With no-referrer, browsers would hide which page sent the form.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/** A page of the bank. */
export const page = (
  c: Context,
  content: string | ReturnType<typeof html>,
  status: 200 | BankRefusal['status'] = 200,
  headers: Readonly<Record<string, string>> = {},
): Response | Promise<Response> =>
  c.html(
    html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>MX Bank</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 15vh auto; padding: 0 1rem }
  button { font: inherit; padding: .5rem 1.25rem; margin: 0 .5rem .5rem 0 }
</style>
<h1>MX Bank</h1>
${typeof content === 'string' ? html`<p>${content}</p>` : content}
</html>`,
    status,
    { ...HEADERS, ...headers },
  );

/**
 * Asks the user for access. The buttons for errors are an addition of the simulator: they show how an application
 * handles each error.
 */
export const askPage = (c: Context): Response | Promise<Response> =>
  page(
    c,
    html`<p>An application asks to see your accounts.</p>
<form method="post">
  <button name="decision" value="authorize">Authorize</button>
  <button name="decision" value="deny">Deny</button>
  <details>
    <summary>Come back with an error</summary>
    ${OAUTH_REASONS.map((reason) => html`<button name="decision" value="${reason}">${reason}</button>`)}
  </details>
</form>`,
  );

/**
 * The last page in a browser. It posts a message to the page that opened the window, as MX's widget SDK does (D-OB).
 *
 * @param opener The origin of that page. If it is `null`, no message is posted.
 */
export function donePage(
  c: Context,
  { guid, userGuid }: Member,
  reason: OAuthReason | null,
  opener: string | null,
): Response | Promise<Response> {
  const message = JSON.stringify({
    mx: true,
    type: `oauthComplete/${reason ? 'error' : 'success'}`,
    metadata: { member_guid: guid, user_guid: userGuid, error_reason: reason },
  });
  const text = reason
    ? `Access was not given (${reason}). You can close this window.`
    : 'Access was given. You can close this window.';
  return page(
    c,
    html`<p id="done" data-message="${message}" data-opener="${opener ?? ''}">${text}</p>
<script>
  const { message, opener: target } = document.getElementById('done').dataset;
  if (window.opener && target) window.opener.postMessage(JSON.parse(message), target);
</script>`,
  );
}
