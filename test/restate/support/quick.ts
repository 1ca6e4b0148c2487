import { Bank, type BankOptions } from '../../support/bank.ts';

/** In ms. These tests do not depend on the length of a wait. */
export const QUICK = {
  first: 20,
  spread: 0,
  busy: 50,
  busyMost: 50,
  needsUser: 50,
  needsUserMost: 50,
  failedMost: 200,
};

/** A bank whose members connect at once, after one poll. */
export const quickBank = (options: BankOptions = {}): Bank =>
  new Bank({ step: 20, hasTimes: true, ...options });
