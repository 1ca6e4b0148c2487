import type { ObjectOptions } from '@restatedev/restate-sdk/fetch';
import { JSON_TEXT } from './json.ts';

/** How Restate runs all handlers. docs/restate.md explains the reasons. */
export const HANDLER_OPTIONS: ObjectOptions = {
  serde: JSON_TEXT,
  // A journal is useless after its call has ended, and takes more space than the member.
  journalRetention: 0,
  // Long enough for the retries of `createRestateHost`.
  idempotencyRetention: 60_000,
  // A handler and its call to MX take less than a minute. A worker that is silent for longer has vanished without
  // closing its connection, and Restate would by default wait ten more minutes.
  inactivityTimeout: 60_000,
  abortTimeout: 15_000,
  // An outage of all workers must not end a member. By default, Restate would pause a call for good after 70 attempts.
  retryPolicy: {
    initialInterval: 50,
    exponentiationFactor: 2,
    maxInterval: 5_000,
    maxAttempts: 1_000_000_000,
  },
};

/** For handlers that only read, or that may be called again: their results are not stored. */
export const UNKEPT = { idempotencyRetention: 0 } as const;
