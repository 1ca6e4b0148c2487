import type { Limiter } from '@mx-member/machine/step';
import type { Limits } from './limiter.ts';

/** A limiter that is loaded with the first request: who sets no limit does not download it. */
export function createLazyLimiter(limits: Limits): Limiter {
  let loading: Promise<Limiter> | undefined;
  const load = async (): Promise<Limiter> => {
    const { createLimiter } = await import('./limiter.ts');
    return createLimiter(limits);
  };
  return {
    async acquire(request) {
      loading ??= load().catch((error: unknown) => {
        loading = undefined; // A chunk that did not arrive may do so next time.
        throw error;
      });
      return (await loading).acquire(request);
    },
  };
}
