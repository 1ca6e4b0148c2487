import { HostError, type LoginHold } from '@mx-member/machine/hosting';

/** The error of a server that holds new credentials back until a yes of the person. */
export const heldBack = (why: LoginHold['why']): HostError =>
  Object.assign(new HostError('forbidden', 'This login needs a yes.'), {
    sent: false,
    hold: { why, confirm: 'yes-1' },
  });
