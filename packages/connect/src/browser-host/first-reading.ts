import {
  type MemberId,
  type MemberPort,
  makeCall,
  type StampedReading,
} from '@mx-member/machine/step';

/** How long a start waits for the reading before it, in ms. */
const FIRST_READ = 5_000;

/**
 * Polls a member before a start. The reading is the baseline of the lifecycle: if the page dies, it shows whether the start has
 * arrived, so that it is not sent again.
 *
 * @returns `null` without a reply in time. The lifecycle then begins without a baseline.
 */
export async function readFirst(
  port: MemberPort,
  member: MemberId,
): Promise<StampedReading | null> {
  const controller = new AbortController();
  const { signal } = controller;
  const late = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null));
  });
  const timer = setTimeout(() => controller.abort(), FIRST_READ);
  const poll = { type: 'readStatus', member, expects: 'any', turn: 0 } as const;
  const event = await Promise.race([late, makeCall(port, poll, { signal })]);
  clearTimeout(timer);
  return event?.type === 'done' ? event.reading : null;
}
