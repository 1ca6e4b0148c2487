import { type ConnectionOptions, createMemberConnection } from '@mx-member/connect';
import { type BrowserHostOptions, createBrowserHost } from '@mx-member/connect/browser-host';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberPort } from '@mx-member/machine/step';

/** Options of a test: the options of a connection and of the host in its page. */
export type PageOptions = Partial<Omit<ConnectionOptions, 'host' | 'onError'>> &
  Omit<BrowserHostOptions, 'port'>;

/** A connection whose member runs in this page with a port. */
export function connectInPage(
  port: MemberPort,
  {
    storage,
    name,
    onEnded,
    onStep,
    trace,
    onError,
    ...options
  }: PageOptions & Pick<ConnectionOptions, 'input'>,
) {
  const host = createBrowserHost({
    port,
    ...(storage && { storage }),
    ...(name && { name }),
    ...(onEnded && { onEnded }),
    ...(onStep && { onStep }),
    ...(trace && { trace }),
    ...(onError && { onError }),
  });
  return createMemberConnection({ host, ...options });
}

/** A host as it is, or a host in this page for a port. */
export const hostOf = (
  source: MemberPort | MemberHost,
  options: Omit<BrowserHostOptions, 'port'> = {},
): MemberHost => ('next' in source ? source : createBrowserHost({ ...options, port: source }));
