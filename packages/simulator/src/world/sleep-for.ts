import { sleep } from '@mx-member/http/web';

/** Resolves after `ms`, or at once when the signal aborts. */
export const sleepFor = (ms: number, signal?: AbortSignal): Promise<void> =>
  sleep(ms, signal).catch(() => {});
