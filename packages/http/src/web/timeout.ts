/** A task took longer than its time limit. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Waits for a task, but no longer than `ms` and not after one of `outers` has aborted, even if the task ignores its signal.
 * @param ms The time limit, in ms.
 * @param task Gets a signal that aborts when nobody waits for it any more.
 * @param outers Signals that end the wait early; `undefined` is left out. @default none
 * @throws {TimeoutError} after `ms`; the reason of the signal that aborts first; whatever the task throws.
 */
export async function withTimeout<Result>(
  ms: number,
  task: (signal: AbortSignal) => Result | Promise<Result>,
  ...outers: readonly (AbortSignal | undefined)[]
): Promise<Result> {
  for (const outer of outers) outer?.throwIfAborted();
  // `AbortSignal.any` and `AbortSignal.timeout` would keep 2.3 kB for each call until its time has passed.
  const controller = new AbortController();
  const { signal } = controller;
  const leave = ({ target }: Event) => controller.abort((target as AbortSignal).reason);
  const timer = setTimeout(() => controller.abort(new TimeoutError('The time is up.')), ms);
  for (const outer of outers) outer?.addEventListener('abort', leave);
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    return await Promise.race([ended, task(signal)]);
  } finally {
    clearTimeout(timer);
    for (const outer of outers) outer?.removeEventListener('abort', leave);
  }
}
