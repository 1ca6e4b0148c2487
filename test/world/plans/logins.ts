import type { Written } from '../plan.ts';
import { ANYWHERE, DAY, row, type WrittenPlan } from './row.ts';

/** Plans about promise 10: the third refused login in a row waits for a yes. */

export const LOGINS: readonly WrittenPlan[] = [
  ...['http', 'restateOverHttp', 'page'].flatMap((host) => [
    ...(
      [
        ['the same wrong password twice', { wrong: 2, isSameAgain: true }],
        ['three different wrong passwords', { wrong: 3 }],
        ['two wrong passwords, each from two tabs', { wrong: 2, person: { tabs: 2 } }],
        [
          'another login after the account was locked',
          {
            wrong: 2,
            person: { insists: true },
            other: { job: 'aggregate', at: 15_000, ends: 'LOCKED' },
          },
        ],
        [
          'a third wrong password after somebody has repaired the member',
          { wrong: 3, other: { job: 'aggregate', at: 18_500, ends: 'REPAIRED' } },
        ],
        ['wrong passwords of a couple at one bank', { wrong: 2, person: { partner: 2 } }],
      ] satisfies (readonly [string, Written])[]
    ).map(([about, plan]) =>
      row(10, `${about}: ${host}`, { host, job: 'verify', member: 'repair', ...plan }),
    ),
  ]),
  row(
    10,
    'the clock of a server is set ahead by a day, so that its refused logins no longer count',
    {
      host: 'http',
      wrong: 2,
      clock: { steps: [{ call: 1, when: 'within', by: DAY }] },
    },
  ),
  row(10, 'our start follows a refused login whose end a replica has not shown', {
    job: 'extend_history',
    wrong: 2,
    bank: { queue: 1_500 },
    lag: {
      act: { status: 8_000, flag: 8_000, stamps: 8_000 },
      end: {},
      on: ANYWHERE,
      every: 1,
    },
  }),
  ...['http', 'restateOverHttp', 'page'].map((host) =>
    row(
      10,
      `a job of another program is refused right after ours, and MX shows it alone: ${host}`,
      {
        ...{ host, member: 'existing', wrong: 1, webhooks: 'once' },
        other: { job: 'identify', at: 3_000, ends: 'CONNECTED' },
      },
    ),
  ),
  row(
    10,
    'a poll shows that our job has ended as DEGRADED, before another job is refused: one refusal',
    {
      ...{ host: 'http', member: 'existing', wrong: 1, bank: { outage: 3_000 } },
      other: { job: 'verify', at: 3_000, ends: 'CONNECTED' },
    },
  ),
  row(
    10,
    'our job is refused, and the first poll shows another job: the reply to our start names ours',
    {
      ...{ host: 'http', member: 'existing', wrong: 1, options: { pacing: { first: 3_000 } } },
      other: { job: 'aggregate', at: 3_000, ends: 'DENIED' },
    },
  ),
  row(10, 'MX’s page fails until another job has followed ours: the reply to ours names it', {
    ...{ host: 'http', member: 'conflict', wrong: 3 },
    other: { job: 'aggregate', at: 15_000, ends: 'DENIED' },
    faults: ['readMember:503:2'],
  }),
  row(10, 'the reply to a start has no flag, so that the baseline has the time of our job', {
    ...{ host: 'http', member: 'existing', wrong: 3 },
    faults: ['start:omit=is_being_aggregated:1'],
  }),
  row(10, 'the clock of a server is an hour behind: the yes of the person still counts', {
    ...{ host: 'page', member: 'existing', wrong: 2 },
    faults: ['*:429/5:1', 'updateMember:503-after:1'],
    clock: { steps: [{ call: 1, when: 'before', by: -3_600_000 }] },
  }),
  row(
    10,
    'a tab dies after new credentials that lock the account, and the next one starts nothing',
    {
      ...{ host: 'page', member: 'repair', wrong: 3, says: 'nothing', person: { insists: true } },
      other: { job: 'aggregate', at: 15_000, ends: 'LOCKED' },
      faults: ['updateMember:503-after:1'],
      deaths: [
        'before storage after POST status 3',
        'after storage after POST status 3',
        'before storage after PUT credentials 2',
      ],
    },
  ),
  row(10, 'an hour after new credentials have locked the account, a tab sends no start', {
    ...{ host: 'page', member: 'repair', wrong: 1, says: 'nothing', person: { insists: true } },
    other: { job: 'aggregate', at: 15_000, ends: 'LOCKED' },
    ...{
      deaths: ['before storage after POST status 2', 'after storage after PUT credentials 2'],
      downFor: 3_600_000,
    },
  }),
  row(10, 'new credentials lock the account, and a replica shows that late: no start follows', {
    ...{ member: 'existing', wrong: 2, bank: { before: 'LOCKED' }, person: { readsFor: 60_000 } },
    other: { job: 'aggregate', at: 15_000, ends: 'LOCKED' },
    lag: { act: { status: 8_000, flag: 8_000 }, end: {}, on: ANYWHERE, every: 1 },
  }),
  row(
    10,
    'the clock is set back between new credentials and the reading of their refusal: they are not others',
    {
      ...{ wrong: 3, isSameAgain: true },
      lag: { act: { status: 500, flag: 500 }, end: {}, on: ANYWHERE, every: 1 },
      clock: { steps: [{ call: 7, when: 'within', by: -5_000 }] },
    },
  ),
  row(
    10,
    'the clock of a server is a day ahead, so that refused credentials seem to be others',
    {
      ...{ member: 'repair', wrong: 3, isSameAgain: true },
      lag: { act: { status: 1_500, flag: 1_500 }, end: {}, on: ['reply'], every: 2 },
      clock: { steps: [{ call: 16, when: 'before', by: DAY }] },
    },
    ['2'],
  ),
  row(
    10,
    'a process dies with the refusal of our start, and MX then shows the refusal of another job',
    {
      ...{ host: 'http', member: 'existing', wrong: 1, person: { partner: 2 } },
      other: { job: 'aggregate', at: 15_000, ends: 'DENIED' },
      ...{ deaths: ['after GET member 2'], downFor: 3_600_000 },
    },
  ),
  row(
    10,
    'a page sleeps after two logins, of which MX has not shown the first one: nobody knows of it',
    {
      ...{ host: 'page', member: 'repair', wrong: 1, webhooks: 'late' },
      bank: { queue: 1_500, before: 'text' },
      lag: {
        act: { status: 8_000, flag: 8_000, stamps: 8_000, guid: 8_000 },
        end: {},
        on: ['member'],
        every: 1,
      },
      ...{ deaths: ['after storage after POST job'], downFor: 3_600_000 },
    },
    ['2'],
  ),
  row(10, 'new credentials and our start are two logins, of which MX shows the last one', {
    ...{ host: 'page', member: 'repair', wrong: 3, says: 'nothing', bank: { queue: 5_000 } },
    other: { job: 'aggregate', at: 18_500, ends: 'REPAIRED' },
    person: { readsFor: 60_000 },
  }),
  row(10, 'the reply to a creation is lost, and the same refused password is entered again', {
    ...{ host: 'http', wrong: 2, isSameAgain: true, faults: ['*:drop-after:1'] },
  }),
];
