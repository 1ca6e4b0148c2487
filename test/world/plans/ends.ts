import { lagOf, type Written } from '../plan.ts';
import { ANYWHERE, AWAY, OLD, REPLICA, row, type WrittenPlan } from './row.ts';

/** Plans about promise 1: a lifecycle ends as the bank says. */

/** How the page that has the error code is lost once. */
const LOST_PAGES = [
  ...['delay=900', 'delay=15000', 'drop-before', 'drop-after', '500', '503/20', '429/30'],
  ...['malformed', 'truncated', 'stale'],
];

export const ENDS: readonly WrittenPlan[] = [
  row(
    1,
    'MX took no start, and the aggregation of last night counted as the job because the baseline is older',
    {
      job: 'verify',
      member: 'existing',
      says: 'yesterday',
      bank: { before: 'CONNECTED' },
      faults: ['start:503:1'],
    },
  ),
  row(
    1,
    'a code that the reply to new credentials left out counts as the failure of MX’s own job: ours is dropped',
    {
      job: 'verify',
      member: 'repair',
      bank: { queue: 1_500, before: 'DENIED/2005' },
      faults: ['updateMember:omit=error:1'],
      lag: { act: { status: 1_000 }, end: {}, on: ['reply', 'status'], every: 1 },
    },
  ),
  row(1, 'a baseline of yesterday refuses the start, because MX’s nightly job has expired since', {
    job: 'verify',
    member: 'existing',
    says: 'yesterday',
    bank: { before: 'text' },
  }),
  row(
    1,
    'a consent is renewed without a job and without a baseline: connected while the person is at the bank',
    { login: 'bankPage', member: 'repair', says: 'nothing', person: { atBankFor: 300_000 } },
  ),
  ...(['usual', 'nothing'] as const).map((says) =>
    row(
      1,
      `the start comes after the person is back from the bank’s page, and is never sent; the app says: ${says}`,
      { job: 'verify', login: 'bankPage', member: 'repair', starts: 'after', says },
    ),
  ),
  row(
    1,
    'MX refuses our start with 405, because it still waits for the person at the bank’s page: the lifecycle does not end',
    {
      ...{ job: 'verify', login: 'bankPage', faults: ['start:405:1'] },
      lag: { act: { stamps: 8_000 }, end: { stamps: 8_000 }, on: REPLICA, every: 1 },
    },
  ),
  ...[
    { other: { job: 'verify', at: 0, ends: 'CONNECTED' } } as const,
    { ...AWAY, other: { job: 'verify', at: 9_000, ends: 'CONNECTED' } } as const,
    { ...AWAY, faults: ['readMember:stale:2'] },
  ].map((plan) =>
    row(
      1,
      `a job of another program runs while the person is at the bank’s page: ${JSON.stringify(plan)}`,
      { login: 'bankPage', member: 'repair', ...plan },
      ['1'],
    ),
  ),
  row(1, 'the refusal of our start is lost, because another job runs: its success is not fresh', {
    member: 'existing',
    other: { job: 'identify', at: 0, ends: 'CONNECTED' },
    faults: ['start:drop-after:1'],
    lag: { act: { flag: 8_000 }, end: {}, on: REPLICA, every: 1 },
  }),
  row(1, 'a replica shows a job at work that has ended: its success is not fresh', {
    host: 'actor',
    member: 'existing',
    asks: 'token',
    faults: ['readMember:stale:1'],
  }),
  row(
    1,
    'the reply to our start comes from before the last success, and that success counts as ours',
    {
      job: 'extend_history',
      bank: { queue: 1_500 },
      lag: { act: lagOf(8_000), end: {}, on: ['reply'], every: 1 },
    },
  ),
  row(
    1,
    'an aggregation of MX between two polls, after ours has failed, counts as ours',
    {
      job: 'check_balance',
      member: 'existing',
      bank: { outage: 500 },
      other: { job: 'aggregate', at: 1_100, ends: 'CONNECTED' },
    },
    ['1'],
  ),
  row(
    1,
    'the clock was set ahead while a replica was behind, and the failure of before was confirmed',
    {
      member: 'repair',
      lag: { act: lagOf(8_000), end: lagOf(8_000), on: REPLICA, every: 1 },
      clock: { steps: [{ call: 3, when: 'within', by: 3_600_000 }] },
    },
  ),
  row(
    1,
    'the status comes from a replica and the time stamps do not: the status of before ends the lifecycle',
    { wrong: 2, lag: { act: { status: 8_000 }, end: {}, on: ANYWHERE, every: 1 } },
    ['1'],
  ),
  row(
    1,
    'flag and time stamps come from a replica and the status does not: the end shows while the job waits in the queue',
    {
      member: 'existing',
      bank: { step: 4_000, queue: 5_000 },
      lag: { act: { flag: 1_500, stamps: 1_500 }, end: {}, on: ANYWHERE, every: 1 },
    },
    ['1'],
  ),
  row(
    1,
    'the job of the wish is dropped, because the failure of before is shown while new credentials wait in the queue',
    {
      job: 'identify',
      wrong: 2,
      bank: { queue: 5_000 },
      lag: { act: { status: 3_000 }, end: {}, on: REPLICA, every: 1 },
    },
  ),
  row(
    1,
    'a server dies after it has sent new credentials, and follows them: the job of the person comes when that has ended',
    { host: 'http', job: 'extend_history', member: 'repair', deaths: ['after PUT member'] },
  ),
  row(
    1,
    'the reply to new credentials is lost, and a server follows them: the person enters them again, and the job comes then',
    {
      ...{ host: 'http', job: 'verify', member: 'repair' },
      faults: ['updateMember:drop-after:1'],
    },
  ),
  ...['http', 'restateOverHttp'].map((host) =>
    row(
      1,
      `a server follows new credentials whose reply was lost; the person sends them again, and a replica shows the first end: ${host}`,
      {
        ...{ host, member: 'repair', bank: { step: 3_500, ends: 'LOCKED' } },
        faults: ['updateMember:drop-after:1'],
        lag: { act: lagOf(3_000), end: {}, on: REPLICA, every: 1 },
      },
    ),
  ),
  ...[{}, { job: 'verify' }, { job: 'verify', wrong: 1 }, { job: 'verify', lag: OLD }].map((plan) =>
    row(1, `the reply to new credentials is lost, and MX has them: ${JSON.stringify(plan)}`, {
      ...{ member: 'repair', says: 'lost', ...plan },
    } as Written),
  ),
  row(
    1,
    'a replica shows MX’s own job after 13 s, and our start is lost: the success of MX’s own job is not taken for ours',
    {
      ...{ job: 'verify', member: 'repair', bank: { queue: 5_000 } },
      faults: ['start:drop-before:1'],
      lag: OLD,
    },
  ),
  row(
    1,
    'a process dies after it has sent new credentials, MX leaves out the flag, and the job is dropped',
    {
      job: 'check_balance',
      member: 'conflict',
      faults: ['status:omit=is_being_aggregated:2'],
      deaths: ['after GET member'],
    },
  ),
  row(
    1,
    'a creation meets a member with a job of another program at work: its success is not fresh',
    { member: 'conflict', other: { job: 'identify', at: 0, ends: 'CONNECTED' } },
  ),
  row(1, 'our job fails, and a job of another program ends well before the next poll: not fresh', {
    member: 'existing',
    bank: { outage: 500 },
    other: { job: 'identify', at: 3_000, ends: 'CONNECTED' },
  }),
  row(1, 'a replica shows a job at work that has just failed, so that its failure ends ours', {
    member: 'existing',
    bank: { before: 'LOCKED' },
    faults: ['start:429/5:1', 'readMember:stale:2'],
  }),
  row(1, 'an actor: MX accepts the start and runs nothing, so that the end is not fresh', {
    host: 'actor',
    member: 'existing',
    bank: { throttle: 10_800_000 },
  }),
  ...LOST_PAGES.map((fault) =>
    row(1, `an actor: a success with an error code is a failure, if its page is lost by ${fault}`, {
      host: 'actor',
      member: 'existing',
      asks: 'token',
      bank: { ends: 'CONNECTED/1001' },
      // The look before the start comes first.
      faults: [`readMember:${fault}:1+1`],
    }),
  ),
  row(1, 'another job is refused at the last moment, and a replica does not show it', {
    member: 'repair',
    other: { job: 'identify', at: 9_000, ends: 'DENIED' },
    lag: { act: {}, end: { status: 8_000 }, on: ANYWHERE, every: 1 },
  }),
  row(1, 'another job begins at the last moment, and still runs at the end', {
    member: 'existing',
    bank: { queue: 1_500, ends: 'IMPEDED' },
    other: { job: 'verify', at: 9_000, ends: 'DENIED' },
  }),
  ...['memory', 'http', 'restate', 'page'].map((host) =>
    row(
      1,
      `an account was locked before our start, which MX does not take: it is sent again: ${host}`,
      {
        ...{ host, member: 'existing', bank: { before: 'LOCKED' } },
        faults: ['start:503:1'],
      },
    ),
  ),
  row(1, 'another aggregation begins at the moment in which ours is seen to have ended', {
    ...{ member: 'repair', wrong: 2, isSameAgain: true, webhooks: 'once' },
    other: { job: 'aggregate', at: 15_000, ends: 'DENIED' },
    person: { readsFor: 500 },
  }),
  row(1, 'a clock is set back by an hour while a dead process has the turn of its user', {
    ...{
      host: 'restate',
      login: 'bankPage',
      deaths: [
        'after POST start',
        'before readStatus after GET status',
        'after GET oauth_window_uri',
        'after GET oauth_window_uri',
      ],
    },
    clock: { steps: [{ call: 8, when: 'before', by: -3_600_000 }], restart: -60_000 },
  }),
];
