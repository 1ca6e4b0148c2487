import type { Limits } from '@mx-member/http/limits';
import type { Limiter } from '@mx-member/machine/hosting';

/** A limiter that is loaded with the first request: who sets no limit does not download it. */
export function createLazyLimiter(limits: Limits): Limiter {
  let loading: Promise<Limiter> | undefined;
  const load = async (): Promise<Limiter> => {
    const { createLimiter } = await import('@mx-member/http/limits');
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
