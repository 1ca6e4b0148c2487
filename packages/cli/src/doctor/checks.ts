import { adviceFor } from '@mx-member/http/web';
import { portAdvice } from '../common/errors.ts';
import { lengthOf } from '../health/words.ts';
import { bad, type DoctorFinding, unknown, well } from './finding.ts';
import type { DoctorSettings } from './options.ts';
import { addressOf, type Fetch, type ProbeOptions, probe, type Reply } from './probe.ts';
import { checkWebhook } from './webhook.ts';

/** The checks of `doctor`: everything that a new user needs to reach MX, in order. */

/** A clock that differs by more than this is wrong. The measurement itself is off by about half a second. In ms. */
const MOST_AHEAD = 5_000;

/** Whether MX has answered, or a server that looks like MX. */
export const isReached = ({ status }: Reply): boolean =>
  status !== null && status < 500 && status !== 429;

function checkAddress(at: string, { status, failure, isJson, took }: Reply): DoctorFinding {
  const check = 'base URL';
  if (status === null)
    return bad(
      check,
      `${at} was not reached (${failure}).`,
      portAdvice(failure, new URL(at), 'environment') ?? adviceFor(failure),
    );
  if ((status < 300 && !isJson) || (status >= 300 && status < 400) || status === 404)
    return bad(check, `${at} answers HTTP ${status}, but not as MX does.`, adviceFor('NOT_JSON'));
  if (status >= 500)
    return bad(check, `${at} answers HTTP ${status}.`, adviceFor(`HTTP_${status}`));
  return well(check, `${at} answers in ${Math.round(took)} ms.`);
}

const FIRST = 'Not checked, because MX did not answer well.';

/** Tries the keys at the other environment of MX. Keys are never sent anywhere else. */
async function otherOf(settings: DoctorSettings, options: ProbeOptions): Promise<string | null> {
  const { environment } = settings;
  if (environment instanceof URL) return null;
  const other = environment === 'integration' ? 'production' : 'integration';
  const { status } = await probe({ ...options, environment: other });
  return status !== null && status < 300 ? other : null;
}

async function checkKeys(
  settings: DoctorSettings,
  options: ProbeOptions,
  { status }: Reply,
): Promise<DoctorFinding> {
  const check = 'keys';
  const { clientId, apiKey } = settings;
  if (status === 401) {
    const other = await otherOf(settings, options);
    return bad(
      check,
      'MX does not know these keys (HTTP 401).',
      other
        ? `They are the keys of ${other}: pass --environment ${other}, or set the keys of this environment.`
        : "Copy MX_CLIENT_ID and MX_API_KEY from MX's client dashboard again. Each environment has its own keys.",
    );
  }
  if (status === null || status >= 300) return unknown(check, FIRST);
  const hasSpace = [clientId, apiKey].some((key) => key !== key.trim());
  return well(
    check,
    hasSpace
      ? 'MX accepts them. They have white space around them, which this package removes; other programs may send it.'
      : 'MX accepts them.',
  );
}

function checkAllowed({ status }: Reply): DoctorFinding {
  const check = 'allowed address';
  if (status === 403)
    return bad(
      check,
      'MX refuses the IP address of this computer, or the feature (HTTP 403).',
      "Add the public IP address of your requests to the allow list in MX's client dashboard. MX accepts only static addresses, and may take days.",
    );
  return status !== null && status < 300
    ? well(
        check,
        'MX accepts requests from here. Your servers may have another IP address: run this there too.',
      )
    : unknown(check, FIRST);
}

function checkVersion({ status }: Reply, without: Reply): DoctorFinding {
  const check = 'version header';
  if (status === 406)
    return bad(
      check,
      'MX refuses Accept-Version: v20250224 (HTTP 406).',
      'Ask MX which versions your client may use. `createMx({ version })` supports v20111101 too.',
    );
  if (status === null || status >= 300) return unknown(check, FIRST);
  const taken = 'MX accepts Accept-Version: v20250224';
  return well(
    check,
    without.status === 406
      ? `${taken}, and refuses a request without it. All your clients have to send it.`
      : `${taken}. A request without it gets HTTP ${without.status ?? 'no answer'}; MX says that it refuses such requests since 2026-08-12.`,
  );
}

function checkClock({ ahead }: Reply): DoctorFinding {
  const check = 'clock';
  if (ahead === null) return unknown(check, 'Not checked, because the response had no Date.');
  if (Math.abs(ahead) <= MOST_AHEAD) return well(check, 'It agrees with the clock of MX.');
  return bad(
    check,
    `It is ${lengthOf(Math.abs(ahead))} ${ahead > 0 ? 'behind' : 'ahead of'} the clock of MX.`,
    'Set it with NTP, because it measures the age of data.',
  );
}

/** Runs all checks. @returns The findings in order, and whether MX was reached. */
export async function examine(
  settings: DoctorSettings,
  { signal, fetch }: { readonly signal: AbortSignal; readonly fetch: Fetch },
): Promise<{ readonly findings: readonly DoctorFinding[]; readonly isReached: boolean }> {
  const { clientId, apiKey, environment, webhook } = settings;
  const options = { clientId, apiKey, environment, signal, fetch };
  const reply = await probe(options);
  const isFine = reply.status !== null && reply.status < 300;
  const without = isFine ? await probe({ ...options, headers: {} }) : reply;
  const findings = [
    checkAddress(addressOf(environment), reply),
    await checkKeys(settings, options, reply),
    checkAllowed(reply),
    checkVersion(reply, without),
    checkClock(reply),
    await checkWebhook(webhook, { signal, fetch }),
  ];
  return { findings, isReached: isReached(reply) };
}
