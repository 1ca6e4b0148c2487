import { FAULT, READING, RECORD } from '../data/shapes.ts';
import { redactorOf } from './allowlist.ts';
import { firstDifference } from './difference.ts';
import type { StepLine } from './line.ts';
import { REDACTED_INPUT } from './line-shape.ts';

/** Checks that a line holds pseudonyms and names of MX, and no other text. */

const PSEUDONYM = /^~[\w-]{16}$/;
const asPseudonym = (text: string): string => (PSEUDONYM.test(text) ? text : '');

const REDACTED = {
  reading: redactorOf(READING),
  fault: redactorOf(FAULT),
  record: redactorOf(RECORD),
  input: redactorOf(REDACTED_INPUT),
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
  const parts = line.type === 'event' ? line.event : line;
  if ('reading' in parts) return unredactedIn('reading', parts.reading);
  if ('fault' in parts && parts.fault) return unredactedIn('fault', parts.fault);
  if ('record' in parts) return unredactedIn('record', parts.record);
  return 'input' in parts ? unredactedIn('input', parts.input) : null;
}
