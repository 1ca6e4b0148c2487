import { basicAuth } from '@mx-member/http/web';
import type { WebhookServer } from '../common/webhook-server.ts';
import { bad, type DoctorFinding, unknown, well } from './finding.ts';
import type { Fetch } from './probe.ts';

/** Sends the user's server two webhooks about a member that does not exist: one with the login, one with a wrong password. */

const CHECK = 'webhook login';

/** A slower answer is a finding, because MX sends a webhook again that is not answered at once (D-WH). In ms. */
const SLOW = 5_000;
const TIMEOUT = 30_000;

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A webhook as MX sends it (D-WHCS). */
const SAMPLE = JSON.stringify({
  action: 'CHANGED',
  connection_status: 'EXPIRED',
  connection_status_id: 19,
  connection_status_message: 'This is a test by mx-member doctor.',
  member_guid: `MBR-${NOBODY}`,
  type: 'CONNECTION_STATUS',
  user_guid: `USR-${NOBODY}`,
});

interface Sending {
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
}

async function send(
  { url, username }: WebhookServer,
  password: string,
  { signal, fetch }: Sending,
): Promise<{ readonly status: number | null; readonly took: number }> {
  const start = performance.now();
  const took = () => performance.now() - start;
  try {
    const request = new Request(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        authorization: basicAuth(username, password),
      },
      body: SAMPLE,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    });
    const response = await fetch(request);
    await response.body?.cancel();
    return { status: response.status, took: took() };
  } catch {
    signal.throwIfAborted();
    return { status: null, took: took() };
  }
}

const isTaken = (status: number | null): boolean => status !== null && status < 300;

/** @param server `null` without a check of webhooks. */
export async function checkWebhook(
  server: WebhookServer | null,
  sending: Sending,
): Promise<DoctorFinding> {
  if (server === null)
    return unknown(
      CHECK,
      'Not checked.',
      'To check your server, pass --webhook-url, with MX_WEBHOOK_USERNAME and MX_WEBHOOK_PASSWORD in the environment.',
    );
  const { status, took } = await send(server, server.password, sending);
  if (status === null)
    return bad(
      CHECK,
      'Your server did not answer.',
      'Check that it runs and that the address is right.',
    );
  if (!isTaken(status))
    return bad(
      CHECK,
      `Your server answers HTTP ${status} to the login in the environment.`,
      status === 401 || status === 403
        ? 'Configure your server with the login that is set at MX.'
        : 'Answer 204 as soon as the webhook arrives. MX sends a webhook again after any other answer.',
    );
  if (took > SLOW)
    return bad(
      CHECK,
      `Your server answers after ${Math.round(took / 1_000)} s.`,
      'Answer 204 at once, and do the work later. MX sends a webhook again if the answer takes too long.',
    );
  const other = await send(server, `${server.password}-wrong`, sending);
  return isTaken(other.status)
    ? bad(
        CHECK,
        `Your server accepts a wrong password too (HTTP ${other.status}).`,
        'Check the login of each webhook. MX does not sign webhooks, so only the login proves that MX sent it.',
      )
    : well(CHECK, 'Your server accepts the login and refuses a wrong password.');
}
