import { redactorOf } from './allowlist.ts';
import { firstDifference } from './difference.ts';
import type { StepLine } from './line.ts';
import { TRACE_EVENT, TRACE_INPUT, TRACE_RECORD } from './line-shape.ts';

/** Checks that a line holds pseudonyms and names of MX, and no other text. */

const PSEUDONYM = /^~[\w-]{16}$/;
const asPseudonym = (text: string): string => (PSEUDONYM.test(text) ? text : '');

const REDACTED = {
  event: redactorOf(TRACE_EVENT),
  record: redactorOf(TRACE_RECORD),
  input: redactorOf(TRACE_INPUT),
} as const;

/** The first field of a part that is not in the form that the allowlist gives it. */
function unredactedIn(name: keyof typeof REDACTED, part: object): string | null {
  const redacted = REDACTED[name](part, asPseudonym);
  const difference = redacted === part ? null : firstDifference(redacted, part);
  return difference === null ? null : `.${name}${difference}`;
}

/** The first field of a line that is not in the form that the allowlist gives it. */
export function unredacted(line: StepLine): string | null {
  const { userGuid, memberGuid } = line.member;
  if (!PSEUDONYM.test(userGuid)) return '.member.userGuid';
  if (!PSEUDONYM.test(memberGuid)) return '.member.memberGuid';
  if ('step' in line && !PSEUDONYM.test(line.step ?? '')) return '.step';
  switch (line.type) {
    case 'event':
      return unredactedIn('event', line.event);
    case 'begin':
      return unredactedIn('input', line.input);
    default:
      return unredactedIn('record', line.record);
  }
}
