import type { ConnectionHealth, HealthIssue } from '@mx-member/machine/health';
import { END_OF_ISSUE } from '../messages/ends.ts';
import type { textsOf } from '../messages/english.ts';
import type { ActionOfTitle, RepairText } from '../messages/repair-english.ts';

type ScreenText = ReturnType<typeof textsOf>;

const isEnd = (issue: HealthIssue | null): issue is keyof typeof END_OF_ISSUE =>
  issue !== null && Object.hasOwn(END_OF_ISSUE, issue);

/** The heading of a connection. */
export const titleOf = (
  { issue, action }: ConnectionHealth,
  text: RepairText,
  screenText: ScreenText,
): string =>
  isEnd(issue)
    ? screenText(`title.${END_OF_ISSUE[issue]}`)
    : text(`repair.title.${action as ActionOfTitle}`);

/** A sentence that says what is wrong and who has to act. */
export function sentenceOf(
  { issue, status, mayStart }: ConnectionHealth,
  text: RepairText,
  screenText: ScreenText,
): string {
  if (isEnd(issue)) return screenText(`reason.${END_OF_ISSUE[issue]}`);
  // PENDING: MX refuses a start until the person has visited the bank's page.
  if (issue === 'authorization' && mayStart === 'never') return text('repair.unfinished');
  return text(`repair.${issue ?? (status === 'running' ? 'running' : 'upToDate')}`);
}

/** The same for a row of a list, which has no heading. */
export const rowOf = (
  health: ConnectionHealth,
  text: RepairText,
  screenText: ScreenText,
): string => {
  const sentence = sentenceOf(health, text, screenText);
  return isEnd(health.issue) ? `${titleOf(health, text, screenText)}. ${sentence}` : sentence;
};

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
