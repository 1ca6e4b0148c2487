import { HostError } from '@mx-member/machine/step';

/** Turns a `TypeError` about what a caller gave into a {@link HostError}. */
export function valid<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    throw new HostError('invalid', error instanceof TypeError ? error.message : 'Invalid input.');
  }
}
