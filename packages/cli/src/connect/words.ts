import { endOf, HELP, isLoginRefused, textsOf } from '@mx-member/connect/messages/en';
import type { Challenge, MemberView, OutcomeView } from '@mx-member/machine';
import { plainLine } from '../common/io.ts';
import type { Counts } from './counts.ts';

/** A text from the bank that is safe to print: one line, without escape sequences and control characters. */
export const plainText = (text: string): string => plainLine(text).trim();

export const quoted = (text: string): string => `"${plainText(text)}"`;

/** The choices of a question in brackets; empty for a question with a free answer. */
export function choicesText({ options }: Challenge): string {
  const labels = options.map(({ label }) => plainText(label));
  return labels.length > 0 ? ` (${labels.join(' | ')})` : '';
}

const text = textsOf(undefined, undefined);

/** The sentence of the connect screen for each state that goes on. */
const SENTENCES = {
  aggregating: 'aggregating',
  authorizing: 'authorizing',
  challenged: 'ask.TEXT',
  resumed: 'resumed',
  connected: null,
  failed: null,
} as const satisfies Readonly<Record<MemberView['state'], string | null>>;

/** The state by its name, and what the connect screen says of it. */
export function doing({ state }: Pick<MemberView, 'state'>): string {
  const name = state.charAt(0).toUpperCase() + state.slice(1);
  const key = SENTENCES[state];
  if (!key) return name;
  const sentence = text(key);
  return `${name}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

/** How far the job is; `null` if MX does not say. */
export const progressOf = ({ busy, progress }: MemberView): string | null =>
  busy && progress ? text(`progress.${progress}`) : null;

/** What else a person should know: a warning, or that it takes long. */
export function caveat({ warning, isSlow, status }: MemberView): string | null {
  if (warning) return warning.message;
  if (status?.name && !status.known) return plainText(status.meaning);
  // The second sentence is about the page.
  return isSlow ? text('slow').replace(/(?<=[.]).*/, '') : null;
}

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;

/** `4 accounts, 121 transactions` */
const amountOf = ({ accounts, transactions }: Counts): string =>
  `${counted(accounts, 'account')}, ${counted(transactions, 'transaction')}`;

/** What happened: the title of the connect screen, or the machine's sentence if the software has to be fixed. */
export function titleOf(outcome: OutcomeView): string {
  if (outcome.outcome === 'connected') return `${text('connected')}.`;
  const end = endOf(outcome);
  return end === 'other' ? plainText(outcome.message) : `${text(`title.${end}`)}.`;
}

/** What a person reads who has left a question. */
export const CANCELED = `${text('title.cancelled')}.`;

/** The outcome in the words of the connect screen, and what to do. A cancelled lifecycle has nothing to do. */
export function ending(
  outcome: OutcomeView,
  counts: Counts | null,
): {
  readonly sentence: string;
  readonly next: string | null;
} {
  const happened = titleOf(outcome);
  if (outcome.outcome === 'connected')
    return {
      sentence: `${happened} ${text(outcome.fresh ? 'arrived' : 'old')}`,
      next: counts ? `${amountOf(counts)}.` : 'Next: read accounts and transactions.',
    };
  if (outcome.reason === 'cancelled') return { sentence: happened, next: null };
  // Where the software has to act, its developer reads this. The screen sends a person to the developer.
  const end = endOf(outcome);
  const isForApp = HELP[outcome.nextStep].who === 'app';
  return {
    sentence: `Failed. ${happened}`,
    next: isForApp
      ? outcome.advice
      : [text(`reason.${end}`), ...(isLoginRefused(end) ? [text('lockWarning')] : [])].join(' '),
  };
}
