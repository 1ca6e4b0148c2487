import { HostError, type HostErrorCode } from '@mx-member/machine/hosting';
import { TerminalError } from '@restatedev/restate-sdk/fetch';

/** How a call is refused. Any other error would be retried for ever, and hold up the member's queue. */

type Status = 400 | 404 | 409 | 422 | 429;

const STATUSES: Partial<Record<HostErrorCode, Status>> = {
  invalid: 400,
  notFound: 404,
  busy: 409,
  unreadable: 422,
};

/** Ends a call that can never go well. */
export const refused = (status: Status, message: string): TerminalError =>
  new TerminalError(message, { errorCode: status });

/** Ends the call when a caller is wrong: with a `HostError`, or with a `TypeError` that says what is wrong. */
export function orRefuse<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (thrown) {
    const status =
      thrown instanceof HostError ? STATUSES[thrown.code] : thrown instanceof TypeError && 400;
    if (status) throw refused(status, (thrown as Error).message);
    throw thrown;
  }
}
