import { checkOptions, type MemberAccess } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import type { ConnectionOptions } from '../types.ts';

/** The calls straight to MX: from the connection's options, or from its host. */
export const accessOf = ({
  access,
  host,
}: Pick<ConnectionOptions, 'access' | 'host'>): MemberAccess | null =>
  access ?? ('oauthWindowUri' in host ? (host as typeof host & MemberAccess) : null);

/**
 * What MX shows of an institution in trouble (CW; the belief `institutionStatus`), with the fault of a login that would probably be
 * refused. A degraded bank may let it in.
 */
const TROUBLES = {
  DEGRADED: null,
  MAINTENANCE: 'institutionMaintenance',
  UNAVAILABLE: 'institutionUnavailable',
} as const;

/** The trouble of an institution before the login. */
export interface Trouble {
  /** The key of the sentence about it. */
  readonly sentence: 'degraded' | `warning.${NonNullable<Trouble['fault']>}`;
  readonly fault: (typeof TROUBLES)[keyof typeof TROUBLES];
}

/** The trouble that the screen says before the login; `null` if MX shows none, or the page does not want it. */
export function troubleOf({
  institution,
  showInstitutionStatus,
}: Pick<ConnectionOptions, 'institution' | 'showInstitutionStatus'>): Trouble | null {
  const status = institution?.status ?? '';
  if (!showInstitutionStatus || !Object.hasOwn(TROUBLES, status)) return null;
  const fault = TROUBLES[status as keyof typeof TROUBLES];
  return { fault, sentence: fault ? `warning.${fault}` : 'degraded' };
}

/** The names of the options of a connection. */
export const CONNECTION_OPTIONS = [
  'host',
  'input',
  'access',
  'institution',
  'storage',
  'gcTime',
  'messages',
  'followMember',
  'oauth',
  'openUrl',
  'onNextStep',
  'onDone',
  'privacyUrl',
  'showInstitutionStatus',
  'appName',
  'countAccounts',
  'onError',
] as const;

const isId = (id: unknown): boolean => typeof id === 'string' && id !== '';

export function isMember(member: unknown): member is MemberId {
  const { userGuid, memberGuid } = Object(member) as Partial<MemberId>;
  return isId(userGuid) && isId(memberGuid);
}

/** Checks the options. The host checks the rest of the input. @throws {TypeError} The message says what is wrong. */
export function checkConnectionOptions(options: ConnectionOptions): void {
  checkOptions('createMemberConnection', options, CONNECTION_OPTIONS);
  const { host, input } = options;
  if (typeof Object(host).next !== 'function' || !isMember(Object(input).member))
    throw new TypeError(
      'createMemberConnection: `host` is not a MemberHost, or `input.member` lacks a userGuid or memberGuid.',
    );
}
