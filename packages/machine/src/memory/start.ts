import { NOT_CARRIED_OUT } from '../data/platform.ts';
import type { MemberContext, PendingStart } from '../data/types.ts';
import { isNotTaken } from '../rules/whose.ts';
import type { Happening } from './happening.ts';

/** A start that waits for another job. MX's own aggregation can be the job itself. */
const waitsFor = ({ job }: MemberContext): PendingStart =>
  job === 'aggregate' ? 'joining' : 'otherJob';

/**
 * The next `pendingStart` after a poll, by what the poll means:
 *
 * | before     | the start follows | the user is at the bank | a job is shown               | nothing is shown |
 * | ---------- | ----------------- | ----------------------- | ---------------------------- | ---------------- |
 * | `none`     |                   | stays                   | stays                        | stays            |
 * | `due`      | stays             | `otherJob`, `joining`   | `otherJob`, `joining`        | stays            |
 * | `otherJob` | stays             | stays                   | stays                        | stays            |
 * | `joining`  | `due`             | stays                   | stays                        | stays            |
 * | `unsure`   | `due`             | `otherJob`, `joining`   | `found`                      | stays            |
 * | `found`    |                   | `otherJob`, `joining`   | stays                        | stays            |
 *
 * `joining` stands where the job is `aggregate`.
 */
function afterPoll(
  before: MemberContext,
  { judgement: { verdict, trust, showsJob } }: Extract<Happening, { readonly type: 'read' }>,
): PendingStart {
  const { pendingStart } = before;
  if (pendingStart === 'none' || pendingStart === 'otherJob') return pendingStart;
  if (verdict.type === 'start') return 'due';
  // MX accepts no start while the user is at the bank's page.
  if (verdict.type === 'authorizing') return waitsFor(before);
  // What was true before shows nothing of our start.
  if (!showsJob || trust === 'old') return pendingStart;
  // A start that MX has not accepted waits for the job that is shown.
  if (isNotTaken(pendingStart)) return waitsFor(before);
  // The start whose reply was lost has arrived, now or before.
  return 'found';
}

/** The next `pendingStart`: whether our start is still to be sent. */
export function pendingStartAfter(before: MemberContext, happening: Happening): PendingStart {
  switch (happening.type) {
    case 'started':
      return 'none';
    case 'conflict':
      return 'otherJob';
    case 'away':
      return waitsFor(before);
    case 'startFailed': {
      const { fault } = happening;
      return fault !== null && NOT_CARRIED_OUT.includes(fault.code) ? 'due' : 'unsure';
    }
    case 'read':
      return afterPoll(before, happening);
    default:
      return before.pendingStart;
  }
}
