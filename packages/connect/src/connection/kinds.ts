import type { OptionKinds } from '@mx-member/machine/hosting';
import type { ConnectionOptions } from '../types.ts';

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
  onNextStep: 'an object or a function',
  onError: 'a function',
};
