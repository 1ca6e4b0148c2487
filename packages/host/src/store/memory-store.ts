import type { MemberId, MemberRecord } from '@mx-member/machine/step';
import { memberKey } from '../members/running-member.ts';
import type { Change, HostStore, KeptOutcome } from './store.ts';

interface Entry {
  readonly record: string;
  readonly endedAt: number | null;
}

/**
 * A store in memory, for tests and for a host that hands over to another host in the same process. Its content outlives the
 * host, not the process.
 */
export function createMemoryStore(): HostStore {
  return storeInMemory((record) => JSON.stringify(record), JSON.parse);
}

/** For a host without a store. It keeps outcomes alone, because nobody would read the rest. */
export function createOutcomeStore(): HostStore {
  const { commit, ...store } = storeInMemory(JSON.stringify, JSON.parse);
  const isKept = (change: Change) => change.type !== 'record' || change.endedAt !== null;
  return {
    ...store,
    maxLag: Number.POSITIVE_INFINITY,
    commit: (changes, options) => commit(changes.filter(isKept), options),
  };
}

function storeInMemory(
  encode: (record: MemberRecord) => string,
  decode: (text: string) => MemberRecord,
): HostStore {
  const records = new Map<string, Entry>();
  const outcomes = new Map<string, KeptOutcome>();
  const outcomeKey = (member: MemberId, revision: number) => `${memberKey(member)}${revision}`;

  function keep(change: Change): void {
    switch (change.type) {
      case 'record': {
        const { record, endedAt } = change;
        records.set(memberKey(record.context.member), { record: encode(record), endedAt });
        break;
      }
      case 'outcome':
        outcomes.set(outcomeKey(change.member, change.view.revision), change);
        break;
      case 'acknowledged':
        outcomes.delete(outcomeKey(change.member, change.revision));
        break;
      case 'forgotten':
        for (const [key, { endedAt }] of records)
          if (endedAt !== null && endedAt < change.endedBefore) records.delete(key);
        break;
    }
  }

  return {
    *load() {
      yield* outcomes.values();
      for (const { record, endedAt } of records.values())
        if (endedAt === null) yield { type: 'record', record: decode(record), endedAt };
    },
    find(member) {
      const found = records.get(memberKey(member));
      return found ? decode(found.record) : null;
    },
    commit(changes) {
      for (const change of changes) keep(change);
    },
    close() {},
  };
}
