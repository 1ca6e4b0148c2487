import { createHost, type HostOptions, type HostStore, type RecordRow } from '@mx-member/host';
import type { MemberHost } from '@mx-member/machine/hosting';
import { begin, step } from '@mx-member/machine/step';
import { newMember, type State, StillMx } from './actors.ts';

/** Many members of a host, at an MX whose members never change. */

/** Starts `count` members, a thousand at a time. */
export async function startMany(host: MemberHost, count: number): Promise<void> {
  for (let started = 0; started < count; started += 1_000)
    await Promise.all(
      Array.from({ length: Math.min(1_000, count - started) }, () =>
        host.start({ member: newMember(), job: 'aggregate' }),
      ),
    );
}

/** The record of a waiting member as text, with a placeholder for the guid. */
async function recordText(state: State): Promise<string> {
  const member = { userGuid: 'USR-GUID', memberGuid: 'MBR-GUID' };
  const { record: begun } = begin({ member, job: 'aggregate' });
  const { turn } = begun.context;
  const reading = { ...(await new StillMx(state).readStatus({ member })), at: 1_000 };
  const { record } = step(begun, { type: 'done', call: 'readStatus', turn, reading });
  return JSON.stringify(record);
}

/** A store that returns `count` members and does not save anything. */
export async function fullStore(state: State, count: number): Promise<HostStore> {
  const text = await recordText(state);
  return {
    maxLag: Number.POSITIVE_INFINITY,
    *load(): Generator<RecordRow> {
      for (let index = 0; index < count; index++) {
        const guid = crypto.randomUUID();
        const member = { userGuid: `USR-${guid}`, memberGuid: `MBR-${guid}` };
        yield { type: 'record', member, text: text.replaceAll('GUID', guid), endedAt: null };
      }
    },
    find: () => null,
    ofUser: () => [],
    commit() {},
    forget: () => ({ members: [], records: 0, outcomes: 0, aside: 0 }),
    close() {},
  };
}

export const open = (options: HostOptions): Promise<MemberHost> =>
  createHost({ maxInFlight: 1_000, ...options });
