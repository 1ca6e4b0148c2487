import {
  type MemberId,
  type MemberPort,
  makeCall,
  type StampedReading,
} from '@mx-member/machine/step';
import { withTimeout } from './timeout.ts';

/** How long a start waits for the reading before it, in ms. */
export const FIRST_READ = 5_000;

/**
 * Polls a member before a start. The reading is the baseline of the lifecycle: after a crash it shows whether the start has arrived,
 * so that it is not sent again.
 *
 * @returns `null` without a reply in time. The lifecycle then begins without a baseline.
 */
export const readFirst = (
  port: MemberPort,
  member: MemberId,
  options: { readonly now?: () => number; readonly priority?: number } = {},
): Promise<StampedReading | null> =>
  withTimeout(FIRST_READ, (signal) =>
    makeCall(port, { type: 'readStatus', member, expects: 'any', turn: 0 }, { ...options, signal }),
  ).then(
    (event) => (event.type === 'done' ? event.reading : null),
    () => null,
  );
