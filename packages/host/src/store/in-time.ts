import { withTimeout } from '@mx-member/http/web';
import { HostError } from '@mx-member/machine/hosting';
import type { MaybePromise } from './store.ts';

/** How long a caller waits for the store, in ms. A store can hang for longer, because its network may come back. */
export const STORE_WAIT = 5_000;

/** The error of a call that certainly had no effect, because the host does not work at the moment. */
export const unsent = (message: string): HostError =>
  Object.assign(new HostError('unreachable', message), { sent: false as const });

/**
 * Waits for the store on behalf of a caller.
 *
 * @param work Gets a signal that aborts when the caller stops waiting.
 * @throws the error of the store. {@link TimeoutError} when the store does not answer in time.
 */
export const inTime = <Result>(
  work: (signal: AbortSignal) => MaybePromise<Result>,
): Promise<Result> => withTimeout(STORE_WAIT, work);
