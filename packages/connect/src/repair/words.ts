import type { ConnectionHealth } from '@mx-member/machine/health';
import { endOfHealth } from '../messages/ends.ts';
import type { textsOf } from '../messages/english.ts';
import type { ActionOfTitle, OwnIssue, RepairText } from '../messages/repair-english.ts';

type ScreenText = ReturnType<typeof textsOf>;

/** The heading of a connection. */
export function titleOf(
  health: ConnectionHealth,
  text: RepairText,
  screenText: ScreenText,
): string {
  const end = endOfHealth(health);
  return end ? screenText(`title.${end}`) : text(`repair.title.${health.action as ActionOfTitle}`);
}

/** A sentence that says what is wrong and who has to act. */
export function sentenceOf(
  health: ConnectionHealth,
  text: RepairText,
  screenText: ScreenText,
): string {
  const { issue, status, mayStart } = health;
  const end = endOfHealth(health);
  if (end) return screenText(`reason.${end}`);
  // PENDING: MX refuses a start until the person has visited the bank's page.
  if (issue === 'authorization' && mayStart === 'never') return text('repair.unfinished');
  return text(
    `repair.${(issue as OwnIssue | null) ?? (status === 'running' ? 'running' : 'upToDate')}`,
  );
}

/** The same for a row of a list, which has no heading. */
export function rowOf(health: ConnectionHealth, text: RepairText, screenText: ScreenText): string {
  const sentence = sentenceOf(health, text, screenText);
  return endOfHealth(health) ? `${titleOf(health, text, screenText)}. ${sentence}` : sentence;
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** A sentence that says how old the data is; `null` if that is unknown. */
export function dataAgeOf(
  { dataOf, issue }: ConnectionHealth,
  text: RepairText,
  { now, locale }: { readonly now: number; readonly locale: string },
): string | null {
  if (dataOf === null) return issue === 'notRead' ? text('repair.neverUpdated') : null;
  const passed = Math.max(0, now - dataOf);
  const [unit, ms] = UNITS.find(([, length]) => passed >= length) ?? ['minute', 60_000];
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return text('repair.lastUpdated', { when: format.format(-Math.floor(passed / ms), unit) });
}
