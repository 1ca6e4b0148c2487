/** The time of a task is up. */
export class TimeUpError extends Error {
  override readonly name = 'TimeUpError';
}

/**
 * Waits for a task, but no longer than `timeout` and not after `outer` has aborted, whether the task heeds its signal or not.
 * @param timeout In ms.
 * @throws {TimeUpError} after `timeout`; the reason of `outer`; whatever the task throws.
 */
export async function withinLimit<Result>(
  task: (signal: AbortSignal) => Result | Promise<Result>,
  timeout: number,
  outer?: AbortSignal,
): Promise<Result> {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const leave = () => controller.abort(outer?.reason);
  const timer = setTimeout(() => controller.abort(new TimeUpError('The time is up.')), timeout);
  outer?.addEventListener('abort', leave);
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    return await Promise.race([ended, (async () => task(signal))()]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', leave);
  }
}
