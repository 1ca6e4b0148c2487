import { basicAuth } from '@mx-member/http/web';
import { systemCode } from '../common/errors.ts';
import type { Environment } from '../common/mx-keys.ts';

/** Sends one harmless request to MX and describes the response. The body is not kept. */

/** Sends a request. A test replaces it. */
export type Fetch = (request: Request) => Promise<Response>;

/** In ms. */
const TIMEOUT = 10_000;

const ADDRESS_OF = {
  integration: 'https://int-api.mx.com',
  production: 'https://api.mx.com',
} as const;

/** The address of MX, without a slash at its end. */
export const addressOf = (environment: Environment): string =>
  environment instanceof URL ? environment.href.replace(/\/+$/, '') : ADDRESS_OF[environment];

/** The response; without one, `status` is `null`. */
export interface Reply {
  readonly status: number | null;
  /** Why the response is missing: a system code, `TIMEOUT`, or empty. */
  readonly failure: string;
  readonly isJson: boolean;
  /** How far the clock of MX is ahead of ours, in ms, to about half a second; `null` without a `Date`. */
  readonly ahead: number | null;
  /** The duration of the request, in ms. */
  readonly took: number;
}

/** The code of a failed request. undici has it in the cause, and Node in an error of several attempts. */
function failureOf(thrown: unknown): string {
  if (Object(thrown).name === 'TimeoutError') return 'TIMEOUT';
  const cause = Object(thrown).cause ?? thrown;
  const [first = cause] = Object(cause).errors ?? [];
  return systemCode(first);
}

/** MX's `Date` has whole seconds, so half a second is added. */
function aheadOf({ headers }: Response, sentAt: number, took: number): number | null {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? null : date + 500 - (sentAt + took / 2);
}

export interface ProbeOptions {
  readonly clientId: string;
  readonly apiKey: string;
  readonly environment: Environment;
  /** @default the version that `createMx` names */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
}

/** Sends the request. @throws The reason of the signal. */
export async function probe({
  clientId,
  apiKey,
  environment,
  headers = { 'accept-version': 'v20250224' },
  signal,
  fetch,
}: ProbeOptions): Promise<Reply> {
  const sentAt = Date.now();
  const start = performance.now();
  try {
    const request = new Request(`${addressOf(environment)}/institutions?records_per_page=10`, {
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        authorization: basicAuth(clientId.trim(), apiKey.trim()),
        ...headers,
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    });
    const response = await fetch(request);
    const took = performance.now() - start;
    await response.body?.cancel();
    return {
      status: response.status,
      failure: '',
      isJson: /json/.test(response.headers.get('content-type') ?? ''),
      ahead: aheadOf(response, sentAt, took),
      took,
    };
  } catch (thrown) {
    signal.throwIfAborted();
    const took = performance.now() - start;
    return { status: null, failure: failureOf(thrown), isJson: false, ahead: null, took };
  }
}
