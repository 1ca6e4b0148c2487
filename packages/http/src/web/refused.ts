import { isUnconnected } from './unusable.ts';

/** The codes of requests that MX has certainly not carried out. */
const REFUSED: ReadonlySet<unknown> = new Set([
  'unauthorized',
  'forbidden',
  'notFound',
  'badRequest',
  'notAllowed',
  'institutionMaintenance',
  'institutionUnavailable',
  'institutionPrevented',
  'institutionPreventNew',
  'institutionPreventVerification',
  'conflict',
  'rateLimited',
  'notSent',
  'signedOut',
  'invalid',
]);

/** Whether the error alone says that MX has changed nothing, so that a client of a server sees it too. */
export const isRefusal = (thrown: unknown): boolean =>
  REFUSED.has(Object(thrown).code) || Object(thrown).sent === false;

/** Whether a failed request has certainly changed nothing. A `TypeError` is about arguments, so nothing was sent. */
export const isRefused = (thrown: unknown): boolean =>
  thrown instanceof TypeError || isRefusal(thrown) || isUnconnected(thrown);
