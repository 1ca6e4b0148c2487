import { setTimeout as wait } from 'node:timers/promises';

/** The bytes in use by this process after garbage collection. It needs `--expose-gc`. */
export async function inUse(): Promise<number> {
  for (let times = 0; times < 4; times++) {
    globalThis.gc?.();
    await wait(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
