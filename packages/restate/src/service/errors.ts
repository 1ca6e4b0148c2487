import { HostError, type HostErrorCode } from '@mx-member/machine/hosting';
import { TerminalError } from '@restatedev/restate-sdk/fetch';

/** The status of a refused call. Restate would retry any other error forever, and block the member's queue. */

type Status = 400 | 404 | 409 | 422 | 429;

const STATUSES: Partial<Record<HostErrorCode, Status>> = {
  invalid: 400,
  notFound: 404,
  busy: 409,
  unreadable: 422,
};

/** Ends a call that can never succeed. */
export const refused = (status: Status, message: string): TerminalError =>
  new TerminalError(message, { errorCode: status });

/** Refuses the call when the caller made a mistake: a `HostError`, or a `TypeError` that says what is wrong. */
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
