import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Bank } from '../bank/bank.ts';
import type { Member } from '../bank/member.ts';
import { Refusal } from '../bank/refusal.ts';
import type { OAuthWindow } from '../bank/windows.ts';
import type { Env } from './env.ts';
import { textOf } from './requests.ts';
import type { AddRoute, Site } from './site.ts';

/** Opens a window. @returns Its address, on the origin that the client talks to. */
export const openWindow = (c: Context, bank: Bank, window: OAuthWindow): string =>
  new URL(`/oauth/${bank.windows.open(window)}`, c.req.url).href;

const page = (
  c: Context<Env>,
  content: ReturnType<typeof html>,
  status: 200 | Refusal['status'] = 200,
) =>
  c.html(
    html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>MX Bank</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 15vh auto; padding: 0 1rem }
  button { font: inherit; padding: .5rem 1.25rem; margin-right: .5rem }
</style>
<h1>MX Bank</h1>
${content}
</html>`,
    status,
    { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  );

/** Where an app's user goes back to, with what has happened (D-OM). */
function backToApp(redirectUrl: string, { guid, userGuid }: Member, isAuthorized: boolean): string {
  const url = new URL(redirectUrl);
  url.searchParams.set('status', isAuthorized ? 'success' : 'error');
  url.searchParams.set('member_guid', guid);
  url.searchParams.set('user_guid', userGuid);
  if (!isAuthorized) url.searchParams.set('error_reason', 'DENIED');
  return url.href;
}

/** What a browser's user sees at the end; it tells the page that opened the window (D-OB). */
function donePage(c: Context<Env>, { guid, userGuid }: Member, isAuthorized: boolean) {
  const type = `oauthComplete/${isAuthorized ? 'success' : 'error'}`;
  const metadata = { member_guid: guid, user_guid: userGuid };
  const message = JSON.stringify({
    type,
    metadata: isAuthorized ? metadata : { ...metadata, error_reason: 'DENIED' },
  });
  const text = isAuthorized
    ? 'Access was given. You can close this window.'
    : 'Access was denied. You can close this window.';
  return page(
    c,
    html`<p id="done" data-message="${message}">${text}</p>
<script>
  opener?.postMessage(JSON.parse(document.getElementById('done').dataset.message), '*');
</script>`,
  );
}

/** The bank's own pages: the user gives or denies access (D-OB, D-OM). */
export function oauthPages(add: AddRoute, { bank }: Site): void {
  const within = async (c: Context<Env>, show: () => Response | Promise<Response>) => {
    try {
      return await show();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return page(c, html`<p>${error.message}</p>`, error.status);
    }
  };
  const tokenOf = (c: Context) => c.req.param('token') ?? '';

  add('oauthPage', 'GET', '/oauth/:token', (c) =>
    within(c, () => {
      bank.windows.get(tokenOf(c));
      return page(
        c,
        html`<p>An application asks to see your accounts.</p>
<form method="post">
  <button name="decision" value="authorize">Authorize</button>
  <button name="decision" value="deny">Deny</button>
</form>`,
      );
    }),
  );

  add('oauthPage', 'POST', '/oauth/:token', (c) =>
    within(c, async () => {
      const decision = new URLSearchParams(await textOf(c)).get('decision');
      if (decision !== 'authorize' && decision !== 'deny')
        throw new Refusal(400, 'Choose Authorize or Deny.');
      const isAuthorized = decision === 'authorize';
      const { referralSource, redirectUrl } = bank.windows.get(tokenOf(c));
      const member = bank.finishWindow(tokenOf(c), isAuthorized);
      return referralSource === 'APP' && redirectUrl !== null
        ? c.redirect(backToApp(redirectUrl, member, isAuthorized), 303)
        : donePage(c, member, isAuthorized);
    }),
  );
}
