import { HostError } from '@mx-member/machine/hosting';
import type { MemberId, MemberRecord } from '@mx-member/machine/step';
import { memberKey } from '../members/running-member.ts';
import { isAboutNoMember } from './creation-rows.ts';
import { inTime, unsent } from './in-time.ts';
import { checkedRecord, UnreadableRow } from './rows.ts';
import type { HostStore, MaybePromise, RecordRow } from './store.ts';

/** Finds the records of members that do not run. A record that cannot be read is reported once, and left unchanged. */
export class KeptRecords {
  readonly #store: HostStore;
  readonly #onUnreadable: (row: UnreadableRow) => void;
  readonly #onError: (thrown: unknown) => void;
  readonly #reported = new Set<string>();

  constructor(
    store: HostStore,
    onUnreadable: (row: UnreadableRow) => void,
    onError: (thrown: unknown) => void,
  ) {
    this.#store = store;
    this.#onUnreadable = onUnreadable;
    this.#onError = onError;
  }

  /** @throws {HostError} `unreadable`. `unreachable` when the store cannot be read at the moment. */
  async find(member: MemberId): Promise<MemberRecord | null> {
    const row = isAboutNoMember(member) ? null : await this.row(member);
    try {
      return row && checkedRecord(row);
    } catch (thrown) {
      if (!(thrown instanceof UnreadableRow)) throw thrown;
      this.report(thrown);
      throw new HostError(
        'unreadable',
        `The record of this member cannot be read: ${thrown.why}. It was not changed. A start with replace sets it aside.`,
      );
    }
  }

  /** The member with this guid, or `null`. @throws {HostError} `invalid` if the store needs the user too. `unreachable`. */
  async named(memberGuid: string): Promise<MemberId | null> {
    const store = this.#store;
    if (!store.named)
      throw new HostError('invalid', 'This store finds a member only together with its user.');
    return this.#read(() => store.named?.(memberGuid) ?? null);
  }

  /**
   * Finds an unreadable record that is to be replaced.
   *
   * @returns `null` if the record can be read. Otherwise the record, as far as its text is JSON.
   */
  async findUnreadable(member: MemberId): Promise<{ readonly old: unknown } | null> {
    const row = await this.row(member);
    if (!row) return { old: null };
    try {
      checkedRecord(row);
      return null;
    } catch {
      return { old: parsed(row.text) };
    }
  }

  /** The row of a member or of a creation. @throws {HostError} `unreachable` when the store cannot be read in time. */
  row(member: MemberId): Promise<RecordRow | null> {
    return this.#read((signal) => this.#store.find(member, { signal }));
  }

  async #read<Result>(work: (signal: AbortSignal) => MaybePromise<Result>): Promise<Result> {
    try {
      return await inTime(work);
    } catch (thrown) {
      if (thrown instanceof HostError) throw thrown;
      this.#onError(thrown);
      throw unsent('The store cannot be read at the moment. Please try again.');
    }
  }

  report(row: UnreadableRow): void {
    const key = `${memberKey(row.member)} ${row.why}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.#onUnreadable(row);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
