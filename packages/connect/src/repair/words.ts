import type { ConnectionHealth } from '@mx-member/machine/health';
import type { RepairText } from '../messages/repair-english.ts';

/** What is wrong, and who does something about it, in a sentence. */
export function sentenceOf(health: ConnectionHealth, text: RepairText): string {
  const { issue, status, mayStart } = health;
  // PENDING: MX refuses a start until the person has been at the bank.
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

/** How old the data is, in a sentence; `null` where nothing is known to have been read. */
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
