import { type FaultCode, MxError } from '@mx-member/machine/step';
import { retryAfterOf } from './retry-after.ts';

const CODES: Readonly<Record<number, FaultCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  405: 'notAllowed',
  408: 'unreachable',
  409: 'conflict',
  429: 'rateLimited',
};

/** What an HTTP status means (D-ERR). MX sends no redirect, so one comes from something on the way. */
export const faultOf = (status: number): FaultCode =>
  CODES[status] ?? (status >= 500 ? 'unreachable' : status >= 400 ? 'badRequest' : 'malformed');

/** The id that the server has given to the request: a word for a log, or `undefined`. */
export function requestIdOf(headers: Headers): string | undefined {
  const id = headers.get('x-request-id') ?? '';
  return /^[\w.:/=+-]{1,128}$/.test(id) ? id : undefined;
}

/** The error for a response that is not a success, from MX or from something on the way to it. */
export function responseError({ status, headers }: Response, errorCode?: number): MxError {
  const retryAfter = retryAfterOf(headers);
  const requestId = requestIdOf(headers);
  return new MxError(faultOf(status), {
    status,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(requestId !== undefined && { requestId }),
    ...(errorCode !== undefined && { errorCode }),
  });
}
