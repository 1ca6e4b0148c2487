import { HostError, isSameMember } from '@mx-member/machine/hosting';
import {
  checkRecord,
  type MemberId,
  type MemberInput,
  type MemberRecord,
} from '@mx-member/machine/step';
import { type PageStorage, storageKey } from '../page-storage.ts';
import { safely } from '../safely.ts';
import type { PageMemberOptions } from './ends.ts';

/** The lifecycle of a member, as it is stored and sent to other tabs. */
export interface KeptLifecycle {
  readonly record: MemberRecord;
  /** The starts that led to it, as {@link requestOf} names them. Repeating one of them starts nothing. */
  readonly asked: readonly string[];
}

/** The name of what a start asks for. The same act is done once, whenever the page is loaded. */
export const requestOf = ({ job, act }: MemberInput): string =>
  JSON.stringify([job, act && [act.type, act.before, act.reply]]);

/**
 * Checks a stored lifecycle. Another version of the page may have written it.
 * @throws {TypeError} if it is not a record of this member with the starts that led to it.
 */
export function checkKept(kept: unknown, member: MemberId): KeptLifecycle {
  const { record, asked } = Object(kept) as KeptLifecycle;
  if (
    !isSameMember(checkRecord(record).context.member, member) ||
    !Array.isArray(asked) ||
    asked.some((one) => typeof one !== 'string')
  )
    throw new TypeError('mx-member: this is not a record of the member.');
  return { record, asked };
}

const unreadable = (): HostError =>
  new HostError(
    'unreadable',
    'The record of this member cannot be read. It is damaged, or another version of this page wrote it. A start with replace sets it aside.',
  );

/** The stored record of a member in the page's storage. It may be unreadable for this version. */
export class KeptInPage {
  readonly #member: MemberId;
  readonly #key: string;
  readonly #records: PageStorage;
  readonly #onError: PageMemberOptions['onError'];
  /** The stored text, if it cannot be read. */
  #unreadable: string | null = null;

  /** @param key The name of the member in the storage. */
  constructor(member: MemberId, key: string, { records, onError }: PageMemberOptions) {
    this.#member = member;
    this.#key = key;
    this.#records = records;
    this.#onError = onError;
  }

  /** @returns The stored lifecycle; `null` if there is none, or if it cannot be read. */
  read(): KeptLifecycle | null {
    try {
      const kept = checkKept(this.#records.read(this.#key), this.#member);
      this.#unreadable = null;
      return kept;
    } catch {
      const text = this.#records.readText(this.#key);
      const isReported = text === this.#unreadable;
      this.#unreadable = text === 'null' ? null : text;
      if (this.#unreadable !== null && !isReported) safely(() => this.#onError?.(unreadable()));
      return null;
    }
  }

  /** @throws {HostError} `unreadable` if the stored record cannot be read. */
  assertReadable(): void {
    if (this.#unreadable !== null) throw unreadable();
  }

  /** @returns `false` if it should be kept but could not be. */
  write(kept: KeptLifecycle): boolean {
    return this.#records.write(this.#key, kept);
  }

  /** Moves an unreadable record to another name. @returns The record, as far as it can be read. */
  setAside(): unknown {
    if (this.#unreadable !== null)
      this.#records.write(storageKey('mx-member aside', this.#member), this.#unreadable);
    this.#unreadable = null;
    return (Object(this.#records.read(this.#key)) as { readonly record?: unknown }).record;
  }
}
