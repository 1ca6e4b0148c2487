import { type MemberView, recordView } from '@mx-member/machine/step';
import type { MemberStep } from '../member/step.ts';
import { entryOf, type LogEntry } from './entries.ts';

/** The log, and the view of the screen at each entry. */
export interface Journal {
  readonly log: readonly LogEntry[];
  /** The views, by revision. */
  readonly views: Readonly<Record<number, MemberView>>;
}

export const EMPTY_JOURNAL: Journal = { log: [], views: {} };

/** The most entries that are kept. Older entries are dropped. */
const MAX_ENTRIES = 300;

/** The journal with one more step. */
export function noted({ log, views }: Journal, made: MemberStep): Journal {
  const entry = entryOf(made, (log.at(-1)?.id ?? 0) + 1);
  if (!entry) return { log, views };
  const kept = [...log, entry].slice(-MAX_ENTRIES);
  const all = { ...views, [entry.revision]: recordView(made.after) };
  const used = new Set(kept.map(({ revision }) => String(revision)));
  return {
    log: kept,
    views: Object.fromEntries(Object.entries(all).filter(([key]) => used.has(key))),
  };
}
