import { begin, type Fault, type MemberInput, type StepEvent, step } from '@mx-member/machine/step';
import { expect, test } from 'vitest';
import { tellStep } from '../../../packages/machine/src/trace/explain-step.ts';
import { memberOf } from '../../support/bank.ts';

/** What `why` says about a poll whose reading is not of our job. */

const INPUT: MemberInput = { member: memberOf(1), job: 'verify' };
const [T0, T1, T2] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z'];

interface Shown {
  readonly status: string;
  readonly runs?: boolean;
  readonly begun: string;
}

/** The sentences of the last of these readings. The first one is read before the start. */
function toldOf(...readings: readonly Shown[]): string {
  let now = begin(INPUT);
  let told = '';
  for (const [index, { status, runs = false, begun }] of readings.entries()) {
    const { record } = now;
    const { turn } = record.context;
    const reading = {
      ...{ connectionStatus: status, isBeingAggregated: runs, challenges: [] },
      ...{ aggregatedAt: begun, successfullyAggregatedAt: T0, at: 1_000_000 + index * 4_000 },
    };
    const call = record.state.endsWith('starting') ? 'startJob' : 'readStatus';
    const event: StepEvent = { type: 'done', call, turn, reading };
    now = step(record, event);
    told = tellStep(now, { type: 'event', event, record });
    const wait = now.record.context.turn;
    if (now.effects.some(({ type }) => type === 'wait'))
      now = step(now.record, { type: 'elapsed', turn: wait });
  }
  return told;
}

const before: Shown = { status: 'EXPIRED', begun: T1 };

test.each([
  [
    'a failure that stands from before',
    [before, before, before],
    'from before our job, because it shows no new status, error code or time stamp, and MX may not have caught up.',
  ],
  [
    'a replica that shows less than MX has shown before',
    [before, before, { status: 'CONNECTED', begun: T0 }],
    'from before our job, because it has an older time stamp than MX has shown already.',
  ],
  [
    'a job that runs in place of ours',
    [
      { status: 'CREATED', runs: true, begun: T1 },
      { status: 'DENIED', begun: T2 },
    ],
    'of another job, because it shows a job or comes after one, and MX has accepted no start of ours.',
  ],
])('%s', (_, readings, sentence) => {
  expect(toldOf(...readings)).toContain(`The reading is ${sentence}`);
});

test('a reading of our own job is told without it', () => {
  expect(toldOf(before, before, { status: 'CREATED', runs: true, begun: T2 })).not.toContain(
    'The reading is',
  );
});

test('a wait for a replica that may lag behind says so, and not that a job runs', () => {
  expect(toldOf(before, before, before)).toContain('because MX may not have caught up.');
});

test('a status that is not known here may be anything, so its text is not shown', () => {
  const told = toldOf(before, before, { status: 'MY ANSWER IS BLUE', begun: T2 });
  expect(told).toContain(
    'MX shows (a text that is not shown), which is not known here, no job runs.',
  );
  expect(told).not.toContain('BLUE');
});

test('a start that a host keeps back is not called a failure of MX', () => {
  const reading = { connectionStatus: 'CONNECTED', isBeingAggregated: false, challenges: [] };
  const look = begin({ member: memberOf(1), job: 'aggregate' });
  const started = step(look.record, {
    ...{ type: 'done', call: 'readStatus', turn: look.record.context.turn },
    reading: { ...reading, aggregatedAt: T0, successfullyAggregatedAt: T0, at: 1_000_000 },
  });
  const { record } = started;
  const told = (fault: Pick<Fault, 'code' | 'status'>) => {
    const event: StepEvent = {
      ...{ type: 'error', call: 'startJob', turn: record.context.turn },
      fault: { ...fault, at: 1_000_000 },
    };
    return tellStep(step(record, event), { type: 'event', event, record });
  };
  expect(told({ code: 'conflict' })).toContain(
    'No start was sent: the bank has refused the last logins, or another job runs',
  );
  expect(told({ code: 'notSent' })).toContain(
    'The start was not sent. It also waits while MX has not shown what came of a login before it.',
  );
  expect(told({ code: 'conflict', status: 409 })).toContain('The start failed (HTTP 409):');
});
