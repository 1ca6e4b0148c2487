import type { Act, Baseline } from '@mx-member/machine';

/** A member was created just now, with this reply of MX. */
export const created = (reply: Baseline | null): Act => ({
  type: 'creation',
  before: null,
  reply,
  at: Date.now(),
});

/** New credentials were sent just now, with this reply of MX. */
export const renewed = (reply: Baseline | null): Act => ({
  ...created(reply),
  type: 'credentials',
});
