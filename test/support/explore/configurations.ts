import { type Budget, type Configuration, configuration } from './configuration.ts';

/** The searches. Each closes: what is unlimited in it may happen any number of times, at any moment. */

const ANY = Number.POSITIVE_INFINITY;

/** What happens to every member now and then, any number of times. */
const USUAL: Partial<Record<Budget, number>> = {
  round: ANY,
  expiry: ANY,
  refusal: ANY,
  lag: ANY,
  fault: ANY,
  hint: ANY,
  crash: ANY,
  wrong: ANY,
};

export const CONFIGURATIONS: readonly Configuration[] = [
  configuration({ name: 'everything', left: { ...USUAL, throttle: ANY } }),
  configuration({
    name: 'an error from before',
    before: { status: 'DENIED', started: 2, succeeded: 1 },
    left: USUAL,
  }),
];
