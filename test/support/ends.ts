import { ERROR_CODES, type MemberView, type Reading, STATUSES } from '@mx-member/machine/step';
import { after } from '../screens/support/screens.ts';
import { idle } from './fake-member.ts';

const CODES = [undefined, ...Object.keys(ERROR_CODES).map(Number)];

/** All pairs of a connection status and an error code, or none, that MX can show after a job. */
export const PAIRS = Object.keys(STATUSES).flatMap((status) =>
  CODES.map((code) => [status, code] as const),
);

/** What MX shows while no job runs. */
export const readingOf = (
  status: string,
  errorCode: number | undefined,
  more: Partial<Reading> = {},
): Reading => ({
  ...idle(status === 'null' ? null : status),
  ...(errorCode !== undefined && { errorCode }),
  ...more,
});

/** The view of a member that MX shows like this until the machine has decided. */
export const afterJob = (reading: Reading): MemberView => after(reading, reading, reading, reading);
