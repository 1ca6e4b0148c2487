import type { MemberHost } from '@mx-member/machine/hosting';
import type { HostOptions } from './options.ts';

/** Closes the host when another process takes over its members. @returns The host. */
export function closeWhenLost<Host extends MemberHost>(
  host: Host,
  { store, onError }: Pick<HostOptions, 'store' | 'onError'>,
): Host {
  const lost = store?.lost;
  const close = () => {
    onError?.(lost?.reason, 'store');
    void host.close();
  };
  if (lost?.aborted) close();
  else lost?.addEventListener('abort', close, { once: true });
  return host;
}
