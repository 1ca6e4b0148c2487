import type { MemberInput, MemberView } from '@mx-member/machine/step';
import type { DiaryEntry } from './bank/diary.ts';
import { FAULT_NAMES, type FaultName } from './bank/fault-names.ts';
import type { LogEntry } from './log/entries.ts';
import type { Turned } from './state.ts';

/** Everything that must survive a reload. It never contains an answer or a password that a person made up. */
export interface Saved {
  readonly version: 5;
  readonly scenario: string;
  /** The input of the member's first attempt. */
  readonly input: MemberInput;
  /** The records that the host has stored, by key. */
  readonly kept: Readonly<Record<string, string>>;
  readonly diary: readonly DiaryEntry[];
  readonly faults: readonly FaultName[];
  readonly turned: readonly Turned[];
  /** How far the page was ahead of real time, in ms. */
  readonly ahead: number;
  readonly log: readonly LogEntry[];
  /** The views of the entries, by revision. */
  readonly views: Readonly<Record<number, MemberView>>;
}

const KEY = 'mx-member playground';

/**
 * Uses session storage, which survives a reload and a crash of the tab. Each tab has its own bank and its own storage. A browser
 * may deny the storage (blocked cookies), or refuse to store anything (some private windows, a full storage).
 */
function attempt<Result>(work: (storage: Storage) => Result, otherwise: Result): Result {
  try {
    return work(sessionStorage);
  } catch {
    return otherwise;
  }
}

/** @returns Whether the browser has stored it. */
export const save = (saved: Saved): boolean =>
  attempt((storage) => {
    storage.setItem(KEY, JSON.stringify(saved));
    return true;
  }, false);

export const forget = (): void => attempt((storage) => storage.removeItem(KEY), undefined);

/** @returns The saved page; `null` if there is none, or if another version saved it. The host checks its own records. */
export const load = (): Saved | null =>
  attempt((storage) => {
    const saved: Partial<Saved> | null = JSON.parse(storage.getItem(KEY) ?? 'null');
    const isKnown =
      saved?.version === 5 && Array.isArray(saved.diary) && Array.isArray(saved.log) && saved.kept;
    if (!isKnown) return null;
    const faults = FAULT_NAMES.filter((name) => saved.faults?.includes(name));
    return { ...(saved as Saved), faults };
  }, null);
