import type { MemberInput, MemberView } from '@mx-member/machine/step';
import type { DiaryEntry } from './bank/diary.ts';
import { FAULT_NAMES, type FaultName } from './bank/fault-names.ts';
import type { LogEntry } from './log/entries.ts';
import type { Turned } from './state.ts';

/** All that a reload must not lose. It holds no answer and no password that a person made up. */
export interface Saved {
  readonly version: 4;
  readonly scenario: string;
  /** The member, and with what its first attempt began. */
  readonly input: MemberInput;
  /** What the host has kept, by its keys. */
  readonly kept: Readonly<Record<string, string>>;
  readonly diary: readonly DiaryEntry[];
  readonly faults: readonly FaultName[];
  readonly turned: readonly Turned[];
  /** How much later than the real time the page was, in ms. */
  readonly ahead: number;
  readonly log: readonly LogEntry[];
  /** The views that the entries name, by their revisions. */
  readonly views: Readonly<Record<number, MemberView>>;
}

const KEY = 'mx-member playground';

/**
 * Each tab has a bank of its own, so each keeps its own: session storage survives a reload and a crash of the tab. A
 * browser may have none (blocked cookies), or none that takes anything (some private windows, a full one).
 */
function attempt<Result>(work: (storage: Storage) => Result, otherwise: Result): Result {
  try {
    return work(sessionStorage);
  } catch {
    return otherwise;
  }
}

/** @returns Whether the browser has kept it. */
export const save = (saved: Saved): boolean =>
  attempt((storage) => {
    storage.setItem(KEY, JSON.stringify(saved));
    return true;
  }, false);

export const forget = (): void => attempt((storage) => storage.removeItem(KEY), undefined);

/** @returns `null` when nothing was saved, or by another version. What the host has kept is checked by it. */
export const load = (): Saved | null =>
  attempt((storage) => {
    const saved: Partial<Saved> | null = JSON.parse(storage.getItem(KEY) ?? 'null');
    const isKnown =
      saved?.version === 4 && Array.isArray(saved.diary) && Array.isArray(saved.log) && saved.kept;
    if (!isKnown) return null;
    const faults = FAULT_NAMES.filter((name) => saved.faults?.includes(name));
    return { ...(saved as Saved), faults };
  }, null);
