/**
 * Waits for a task, but no longer than `ms` and not after one of `outers` has aborted, whether the task heeds its signal or
 * not.
 * @param late Thrown when the time is up.
 * @throws `late`; the reason of the signal that aborts first; whatever the task throws.
 */
export async function within<Result>(
  ms: number,
  outers: readonly (AbortSignal | undefined)[],
  late: Error,
  task: (signal: AbortSignal) => Result | Promise<Result>,
): Promise<Result> {
  for (const outer of outers) outer?.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const leave = ({ target }: Event) => controller.abort((target as AbortSignal).reason);
  const timer = setTimeout(() => controller.abort(late), ms);
  for (const outer of outers) outer?.addEventListener('abort', leave);
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    return await Promise.race([ended, (async () => task(signal))()]);
  } finally {
    clearTimeout(timer);
    for (const outer of outers) outer?.removeEventListener('abort', leave);
  }
}
