import type { FaultCode } from '@mx-member/machine/step';

const CODES: Readonly<Record<number, FaultCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  405: 'notAllowed',
  408: 'unreachable',
  409: 'conflict',
  429: 'rateLimited',
};

/** The meaning of an HTTP status (D-ERR). MX does not redirect, so a redirect comes from a proxy. */
export const faultOfStatus = (status: number): FaultCode =>
  CODES[status] ?? (status >= 500 ? 'unreachable' : status >= 400 ? 'badRequest' : 'malformed');
