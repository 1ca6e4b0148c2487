/** Calls a function that is not ours: what it throws is reported, and must not stop the lifecycle. */
export function safely(call: () => void): void {
  try {
    call();
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
  }
}
