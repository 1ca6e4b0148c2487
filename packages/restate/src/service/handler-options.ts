import type { ObjectOptions } from '@restatedev/restate-sdk/fetch';
import { JSON_TEXT } from './json.ts';

/** How Restate runs all handlers. docs/restate.md has the reasons at length. */
export const HANDLER_OPTIONS: ObjectOptions = {
  serde: JSON_TEXT,
  // A journal is of no use when its call has ended, and takes more room than the member.
  journalRetention: 0,
  // Long enough for the repeats of `createRestateHost`.
  idempotencyRetention: 60_000,
  // A call to MX and what belongs to it take less than a minute. Whoever says nothing for longer has vanished without
  // closing its connection, and Restate would wait for ten more minutes.
  inactivityTimeout: 60_000,
  abortTimeout: 15_000,
  // An outage of all workers must not end a member: Restate would pause a call for good after 70 attempts.
  retryPolicy: {
    initialInterval: 50,
    exponentiationFactor: 2,
    maxInterval: 5_000,
    maxAttempts: 1_000_000_000,
  },
};

/** For what only reads, or may be asked again: its result is kept for nobody. */
export const UNKEPT = { idempotencyRetention: 0 } as const;
