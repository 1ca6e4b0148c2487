/** Calls a function of the user. Its errors are reported and do not stop the lifecycle. */
export function safely(call: () => void): void {
  try {
    call();
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
  }
}
