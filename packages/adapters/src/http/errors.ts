import { type FaultCode, MxError } from '@mx-member/machine/step';

const CODES: Readonly<Record<number, FaultCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  405: 'notAllowed',
  408: 'unreachable',
  409: 'conflict',
  429: 'rateLimited',
};

/** What an HTTP status means (D-ERR). A redirect is nothing that MX sends: some portal on the way does. */
const codeOf = (status: number): FaultCode =>
  CODES[status] ?? (status >= 500 ? 'unreachable' : status >= 400 ? 'badRequest' : 'malformed');

/** The longest wait that is accepted, in ms. */
const MAX_RETRY_AFTER = 3_600_000;

/** `Retry-After` in ms, from seconds or an HTTP date; `undefined` when absent or neither. */
export function retryAfterOf(headers: Headers, now = Date.now()): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  const wait = /^\d+$/.test(text)
    ? Number(text) * 1000
    : text.endsWith('GMT')
      ? Date.parse(text) - now
      : Number.NaN;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), MAX_RETRY_AFTER);
}

/** The id that whoever answered has given to the request: a word for a log, or `undefined`. */
export function requestIdOf(headers: Headers): string | undefined {
  const id = headers.get('x-request-id') ?? '';
  return /^[\w.:/=+-]{1,128}$/.test(id) ? id : undefined;
}

/** What MX, or something on the way to it, has answered in place of a success. */
export function responseError({ status, headers }: Response, errorCode?: number): MxError {
  const retryAfter = retryAfterOf(headers);
  const requestId = requestIdOf(headers);
  return new MxError(codeOf(status), {
    status,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(requestId !== undefined && { requestId }),
    ...(errorCode !== undefined && { errorCode }),
  });
}

/** A request that is not even sent, for a reason that quotes nothing. */
export const badCall = (message: string): MxError => new MxError('badRequest', { message });
