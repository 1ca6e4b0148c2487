import {
  begin,
  type MemberId,
  type MemberRecord,
  type StampedReading,
  step,
} from '@mx-member/machine/step';
import { inUse } from '../support/memory.ts';
import { serve } from '../support/subprocess.ts';

export interface HeapRequest {
  readonly state: 'polling' | 'challenged';
  readonly count: number;
}

/** A reading that comes from JSON, like a real one. */
function readingOf(guid: string, connectionStatus: string, isAsked: boolean): StampedReading {
  const label = 'What city were you born in?';
  const reading: StampedReading = {
    connectionStatus,
    isBeingAggregated: true,
    challenges: isAsked ? [{ guid: `CRD-${guid}`, type: 'TEXT', label, options: [] }] : [],
    aggregatedAt: '2026-01-01T00:00:00Z',
    successfullyAggregatedAt: null,
    at: Date.UTC(2026, 0, 1),
  };
  return JSON.parse(JSON.stringify(reading));
}

function waiting(state: HeapRequest['state']): MemberRecord {
  const guid = crypto.randomUUID();
  const member: MemberId = JSON.parse(`{"userGuid":"USR-${guid}","memberGuid":"MBR-${guid}"}`);
  const started = readingOf(guid, 'CREATED', false);
  const before = { ...started, connectionStatus: 'CONNECTED', isBeingAggregated: false };
  let { record } = begin({ member, job: 'aggregate' });
  ({ record } = step(record, { type: 'done', call: 'readStatus', turn: 1, reading: before }));
  ({ record } = step(record, { type: 'done', call: 'startJob', turn: 2, reading: started }));
  ({ record } = step(record, { type: 'elapsed', turn: 3 }));
  const isAsked = state === 'challenged';
  const reading = readingOf(guid, isAsked ? 'CHALLENGED' : 'CREATED', isAsked);
  ({ record } = step(record, { type: 'done', call: 'readStatus', turn: 4, reading }));
  const expected = isAsked ? 'challenged.waiting' : 'aggregating.waiting';
  if (record.state !== expected) throw new Error(`It is in ${record.state}.`);
  return record;
}

/** Bytes of heap per record of a waiting member. */
serve<HeapRequest, number>(async ({ state, count }) => {
  const before = Array.from({ length: 100 }, () => waiting(state));
  const start = await inUse();
  const records = Array.from({ length: count }, () => waiting(state));
  const bytes = ((await inUse()) - start) / records.length;
  if (before.length !== 100) throw new Error('They are gone.');
  return bytes;
});
