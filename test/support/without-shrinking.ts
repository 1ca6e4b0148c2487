import fc from 'fast-check';

/** A setup of the tests of `pnpm mutate`: a mutant is killed by the first counterexample, and the shortest one would take seconds. */
fc.configureGlobal({ endOnFailure: true });
