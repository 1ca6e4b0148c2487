import type { MemberId } from '@mx-member/machine/step';
import { memberKey } from '../members/running-member.ts';
import { isCreation } from './creation-rows.ts';
import { erasedOf } from './rows.ts';
import type { AsideRow, Change, HostStore, OutcomeRow, RecordRow } from './store.ts';

/**
 * Creates a store in memory, for tests, and for a host that hands over to another host in the same process. Its content
 * outlives the host, but not the process.
 */
export function createMemoryStore(): HostStore {
  const rows = new MemoryRows();
  return {
    *load() {
      yield* rows.outcomes.values();
      for (const row of rows.records.values()) if (row.endedAt === null) yield row;
    },
    find: (member) => rows.records.get(memberKey(member)) ?? null,
    named(memberGuid) {
      for (const { member } of rows.records.values())
        if (member.memberGuid === memberGuid) return member;
      return null;
    },
    ofUser: (userGuid) => rows.ofUser(userGuid),
    commit(changes) {
      // Copies all changes first, so that a malformed change rejects the whole commit.
      for (const change of changes.map((one) => ({ ...one }))) rows.keep(change);
    },
    forget: (userGuid) => rows.forget(userGuid),
    close() {},
  };
}

/**
 * Creates the store of a host without a store. It keeps only outcomes and creations, because nobody would read the
 * rest.
 */
export function createOutcomeStore(): HostStore {
  const store = createMemoryStore();
  const isKept = (change: Change) =>
    change.type !== 'record' || change.endedAt !== null || isCreation(change.member);
  return {
    ...store,
    maxLag: Number.POSITIVE_INFINITY,
    commit: (changes, options) => store.commit(changes.filter(isKept), options),
  };
}

class MemoryRows {
  readonly records = new Map<string, RecordRow>();
  readonly outcomes = new Map<string, OutcomeRow>();
  #aside: AsideRow[] = [];

  keep(change: Change): void {
    switch (change.type) {
      case 'record':
        this.records.set(memberKey(change.member), change);
        break;
      case 'outcome':
        this.outcomes.set(outcomeKey(change), change);
        break;
      case 'acknowledged':
        this.outcomes.delete(outcomeKey(change));
        break;
      case 'setAside':
        this.#setAside(change.member, change.at);
        break;
      case 'forgotten':
        this.#sweep(change.endedBefore);
        break;
    }
  }

  *ofUser(userGuid: string): Generator<RecordRow | OutcomeRow | AsideRow> {
    for (const rows of [this.records.values(), this.outcomes.values(), this.#aside])
      for (const row of rows) if (row.member.userGuid === userGuid) yield row;
  }

  forget(userGuid: string) {
    const rows = [...this.ofUser(userGuid)];
    for (const row of rows) {
      if (row.type === 'record') this.records.delete(memberKey(row.member));
      if (row.type === 'outcome') this.outcomes.delete(outcomeKey(row));
    }
    this.#aside = this.#aside.filter(({ member }) => member.userGuid !== userGuid);
    return erasedOf(rows);
  }

  #setAside(member: MemberId, setAsideAt: number): void {
    const row = this.records.get(memberKey(member));
    if (!row) return;
    this.records.delete(memberKey(member));
    this.#aside.push({ type: 'aside', member, setAsideAt, text: row.text });
  }

  #sweep(before: number): void {
    for (const [key, { endedAt }] of this.records)
      if (endedAt !== null && endedAt < before) this.records.delete(key);
    this.#aside = this.#aside.filter(({ setAsideAt }) => setAsideAt >= before);
  }
}

const outcomeKey = (of: { readonly member: MemberId; readonly revision: number }): string =>
  `${memberKey(of.member)}${of.revision}`;
