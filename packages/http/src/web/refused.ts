import { NOT_CARRIED_OUT } from '@mx-member/machine/hosting';
import { isUnconnected } from './unusable.ts';

/** The codes of requests that have certainly changed nothing at MX. */
const REFUSED: ReadonlySet<unknown> = new Set([...NOT_CARRIED_OUT, 'conflict', 'invalid']);

/** Whether the error alone says that MX has changed nothing, so that a client of a server sees it too. */
export const isRefusal = (thrown: unknown): boolean =>
  REFUSED.has(Object(thrown).code) || Object(thrown).sent === false;

/** Whether a failed request has certainly changed nothing. A `TypeError` is about arguments, so nothing was sent. */
export const isRefused = (thrown: unknown): boolean =>
  thrown instanceof TypeError || isRefusal(thrown) || isUnconnected(thrown);
