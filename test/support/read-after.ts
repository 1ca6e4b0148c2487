import type { MemberContext, Reading, Verdict } from '@mx-member/machine';
import { inOrder, running, startMember } from './fake-member.ts';

/** Readings one after the other, and the moments at which a member is polled. */

export const MINUTE = 60_000;
export const BEFORE = '2026-01-01T00:00:00Z';
export const START = '2026-01-02T00:00:00Z';
export const AFTER = '2026-01-02T00:00:30Z';

/** What the machine makes of readings that come one after the other (the last one stays), after `ms`. */
export async function readAfter(
  ms: number,
  readings: readonly Reading[],
  start: Reading = running('CONNECTED'),
  input = {},
): Promise<{ state: string; verdict: Verdict; context: MemberContext }> {
  const member = await startMember({ start: () => start, read: inOrder(...readings) }, input);
  await member.run(ms);
  const { context } = member.actor.getSnapshot();
  return { state: member.view().state, verdict: context.verdict, context };
}
export const FIRST = 1_600;
export const SECOND = FIRST + 3_000;
export const THIRD = SECOND + 3_000;
/** A success without proof is confirmed five seconds after it was seen first. */
export const UNPROVEN = FIRST + 5_100;
