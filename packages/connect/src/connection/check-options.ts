import { checkOptions, type OptionKinds } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import type { ConnectionOptions } from '../types.ts';

const isId = (id: unknown): boolean => typeof id === 'string' && id !== '';

export function isMember(member: unknown): member is MemberId {
  const { userGuid, memberGuid } = Object(member) as Partial<MemberId>;
  return isId(userGuid) && isId(memberGuid);
}

/** The types of the options of a connection. */
export const CONNECTION_KINDS: OptionKinds<ConnectionOptions> = {
  host: 'an object!',
  input: 'an object!',
  access: 'an object',
  institution: 'an object',
  storage: 'an object or a function',
  gcTime: 'a number',
  messages: 'an object',
  followMember: 'a boolean',
  onNextStep: 'a function',
  onError: 'a function',
};

/** Checks the options. The host checks the rest of the input. @throws {TypeError} The message says what is wrong. */
export function checkConnectionOptions(options: ConnectionOptions): void {
  checkOptions('createMemberConnection', options, CONNECTION_KINDS, ({ host, input }) =>
    typeof Object(host).next === 'function' && isMember(Object(input).member)
      ? null
      : '`host` is not a MemberHost, or `input.member` lacks a userGuid or memberGuid.',
  );
}
