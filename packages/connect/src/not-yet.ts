import type { Problem } from '@mx-member/machine/step';

/** The problem of answers that could not be given now. */
export const NOT_YET: Problem = {
  guid: null,
  code: 'notYet',
  message: 'The answer was not taken. Please try again.',
};
