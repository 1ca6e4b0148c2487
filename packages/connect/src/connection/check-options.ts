import { checkOptions } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import { CONNECTION_KINDS } from '#connection-kinds';
import type { ConnectionOptions } from '../types.ts';

const isId = (id: unknown): boolean => typeof id === 'string' && id !== '';

export function isMember(member: unknown): member is MemberId {
  const { userGuid, memberGuid } = Object(member) as Partial<MemberId>;
  return isId(userGuid) && isId(memberGuid);
}

/** Checks the options. The host checks the rest of the input. @throws {TypeError} The message says what is wrong. */
export function checkConnectionOptions(options: ConnectionOptions): void {
  checkOptions('createMemberConnection', options, CONNECTION_KINDS, ({ host, input }) =>
    typeof Object(host).next === 'function' && isMember(Object(input).member)
      ? null
      : '`host` is not a MemberHost, or `input.member` lacks a userGuid or memberGuid.',
  );
}
