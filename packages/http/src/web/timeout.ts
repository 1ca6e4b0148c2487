/** A task exceeded its time limit. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** Like the method of a signal, which React Native does not have. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw signal.reason ?? new DOMException('This was aborted.', 'AbortError');
}

/**
 * Waits for work until a signal aborts. The work itself continues.
 *
 * @throws the reason of the signal, or the error of the work.
 */
export async function untilAborted<Result>(
  signal: AbortSignal,
  work: Result | Promise<Result>,
): Promise<Result> {
  let leave = () => {};
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
  });
  signal.addEventListener('abort', leave);
  if (signal.aborted) leave();
  try {
    return await Promise.race([left, work]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/**
 * Waits for a task until its time limit, or until one of `outers` aborts, even if the task ignores its signal.
 *
 * @param ms The time limit, in ms.
 * @param task Gets a signal that aborts when the wait ends early.
 * @param outers Signals that end the wait early. `undefined` is ignored. @default none
 * @throws {TimeoutError} after `ms`. Also rejects with the reason of the first aborted signal, or with the error of the
 * task.
 */
export async function withTimeout<Result>(
  ms: number,
  task: (signal: AbortSignal) => Result | Promise<Result>,
  ...outers: readonly (AbortSignal | undefined)[]
): Promise<Result> {
  for (const outer of outers) throwIfAborted(outer);
  // `AbortSignal.any` and `AbortSignal.timeout` would keep 2.3 kB for each call until its time limit.
  const controller = new AbortController();
  const { signal } = controller;
  const leave = ({ target }: Event) => controller.abort((target as AbortSignal).reason);
  const timer = setTimeout(() => controller.abort(new TimeoutError('The time is up.')), ms);
  for (const outer of outers) outer?.addEventListener('abort', leave);
  try {
    return await untilAborted(signal, task(signal));
  } finally {
    clearTimeout(timer);
    for (const outer of outers) outer?.removeEventListener('abort', leave);
  }
}
