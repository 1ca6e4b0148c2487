import { type BareView, isSameMember } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import type { PageStorage } from '../page-storage.ts';
import { safely } from '../safely.ts';
import type { BrowserHostOptions } from './contract.ts';

/** The options of each member in a page. */
export interface PageMemberOptions extends BrowserHostOptions {
  readonly records: PageStorage;
  readonly ends: Ends;
}

const KEY = 'mx-member ends';

interface End {
  readonly member: MemberId;
  readonly view: BareView;
}

const isSameEnd = (a: End, b: End): boolean =>
  isSameMember(a.member, b.member) && a.view.revision === b.view.revision;

/** Reports the end of each lifecycle until it is acknowledged. */
export class Ends {
  readonly #options: BrowserHostOptions;
  readonly #storage: PageStorage;
  /** The ends that are not acknowledged, for a page without a storage. */
  #ends: readonly End[] = [];
  /** The ends that are being reported. */
  #reported: readonly End[] = [];

  constructor(options: BrowserHostOptions, storage: PageStorage) {
    this.#options = options;
    this.#storage = storage;
  }

  /** Saves the last view of a lifecycle. Call it before the last record is saved, so that a crash in between loses nothing. */
  add(end: End): void {
    if (!this.#options.onEnded) return;
    this.#write([...this.#read().filter((one) => !isSameEnd(one, end)), end]);
    this.deliver();
  }

  /** Reports every end that is not acknowledged and is not being reported. */
  deliver(): void {
    const begun = this.#reported;
    const due = this.#read().filter((end) => !begun.some((one) => isSameEnd(one, end)));
    this.#reported = [...begun, ...due];
    for (const end of due) void this.#report(end);
  }

  async #report(end: End): Promise<void> {
    const { onEnded, onError } = this.#options;
    // Lets the step that ended the lifecycle finish first.
    await null;
    try {
      await onEnded?.(end.member, end.view);
      this.#write(this.#read().filter((one) => !isSameEnd(one, end)));
    } catch (thrown) {
      safely(() => onError?.(thrown));
    } finally {
      this.#reported = this.#reported.filter((one) => one !== end);
    }
  }

  #read(): readonly End[] {
    const kept = this.#storage.read(KEY);
    return Array.isArray(kept) ? kept : this.#ends;
  }

  #write(ends: readonly End[]): void {
    this.#ends = ends;
    this.#storage.write(KEY, ends);
  }
}
