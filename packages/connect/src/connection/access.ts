import type { MemberAccess } from '@mx-member/machine/hosting';
import type { ConnectionOptions } from '../types.ts';

/** The calls straight to MX: from the connection's options, or from its host. */
export const accessOf = ({
  access,
  host,
}: Pick<ConnectionOptions, 'access' | 'host'>): MemberAccess | null =>
  access ?? ('oauthWindowUri' in host ? (host as typeof host & MemberAccess) : null);
