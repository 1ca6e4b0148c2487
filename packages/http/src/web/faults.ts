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

/** What an HTTP status means (D-ERR). MX sends no redirect, so one comes from something on the way. */
export const faultOfStatus = (status: number): FaultCode =>
  CODES[status] ?? (status >= 500 ? 'unreachable' : status >= 400 ? 'badRequest' : 'malformed');
