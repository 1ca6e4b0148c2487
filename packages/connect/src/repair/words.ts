import type { ConnectionHealth } from '@mx-member/machine/health';
import type { RepairText } from '../messages/repair-english.ts';

/** A sentence that says what is wrong and who has to act. */
export function sentenceOf(health: ConnectionHealth, text: RepairText): string {
  const { issue, status, mayStart } = health;
  // PENDING: MX refuses a start until the person has visited the bank's page.
  if (issue === 'authorization' && mayStart === 'never') return text('repair.unfinished');
  return text(`repair.${issue ?? (status === 'running' ? 'running' : 'upToDate')}`);
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
