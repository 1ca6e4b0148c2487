import { lagOf, type Written } from '../plan.ts';
import { ANYWHERE, AWAY, DAY, OLD, REPLICA, row, type WrittenPlan } from './row.ts';

/** Plans about promise 2: starts and answers reach MX once. */

/** The job of another program locks the account just before our start. */
const LOCKING = {
  job: 'verify',
  member: 'existing',
  bank: { step: 2_000 },
  other: { job: 'identify', at: 100, ends: 'LOCKED' },
} as const;

export const TWICE: readonly WrittenPlan[] = [
  row(2, 'after a crash a replica does not show the start, and the start was made again', {
    job: 'verify',
    member: 'existing',
    deaths: ['after POST verify'],
    lag: OLD,
  }),
  row(
    2,
    'after a crash a replica does not show that MX’s own job has failed, and ours was started',
    {
      job: 'identify',
      member: 'repair',
      version: 'v20111101',
      wrong: 1,
      deaths: ['before commit after GET member'],
      lag: OLD,
    },
  ),
  row(
    2,
    'a start that the person repeats after a crash was busy, because MX’s own job had failed; the first poll is too early',
    {
      job: 'verify',
      member: 'existing',
      wrong: 2,
      asks: 'options,token',
      answers: 'twice',
      deaths: ['after commit after GET member 11'],
      lag: OLD,
    },
  ),
  row(2, 'a page does not read before the start after new credentials', {
    host: 'page',
    job: 'identify',
    member: 'existing',
    wrong: 2,
    deaths: ['before PUT credentials'],
  }),
  row(2, 'a reading that is older than the baseline led to a start', {
    host: 'restate',
    job: 'check_balance',
    member: 'conflict',
    version: 'v20111101',
    wrong: 1,
    webhooks: 'late',
    deaths: ['after send add after POST start'],
    lag: OLD,
  }),
  row(
    2,
    'a new worker sends the start that a dead worker has left, after MX’s own job has failed',
    {
      host: 'restate',
      job: 'verify',
      member: 'conflict',
      version: 'v20111101',
      wrong: 1,
      webhooks: 'once',
      deaths: ['after GET member'],
    },
  ),
  row(2, 'a new worker sends the start after a reading that a dead worker has made', {
    host: 'restate',
    job: 'fetch_rewards',
    member: 'repair',
    reply: '201',
    wrong: 2,
    deaths: ['after readStatus after GET member'],
  }),
  row(2, 'a worker dies after it has sent the start, and the next one comes too late to send it', {
    host: 'restate',
    member: 'existing',
    deaths: ['after POST aggregate'],
    downFor: 3_600_000,
  }),
  ...['memory', 'http', 'restate', 'page'].map((host) =>
    row(2, `a third wrong password is the third login: ${host}`, {
      ...{ host, job: 'verify', member: 'repair', wrong: 3 },
    }),
  ),
  row(
    2,
    'the host’s reading shows MX’s own job at work, which has ended as DENIED: no start follows it; the first poll is too early',
    {
      job: 'verify',
      wrong: 1,
      bank: { step: 2_000 },
      lag: { act: lagOf(2_000), end: lagOf(3_000), on: REPLICA, every: 1 },
    },
  ),
  row(2, 'the host’s reading before the start hangs for 5 s: our start is a second refused login', {
    job: 'verify',
    wrong: 1,
    faults: ['status:delay=45000:1'],
  }),
  row(
    2,
    'MX limits our start, and the job of another program locks the account before ours is sent again: it followed',
    {
      ...LOCKING,
      faults: ['start:429/5:1'],
    },
  ),
  row(
    2,
    'MX refuses our start because another job has begun since the look, which locks the account: ours does not follow',
    {
      ...LOCKING,
      says: 'nothing',
      faults: ['start:delay=500:1'],
    },
  ),
  row(2, 'a replica shows that MX’s own aggregation has ended before it shows its error', {
    bank: { statusWhileRunning: 'UPDATED', ends: 'IMPEDED' },
    lag: { act: {}, end: { status: 500 }, on: ['status'], every: 1 },
  }),
  row(2, 'a replica does not show that MX’s own aggregation is at work, and shows its time stamp', {
    member: 'conflict',
    person: { repeats: false },
    bank: { step: 100, queue: 5_000 },
    lag: { act: { flag: 3_000 }, end: {}, on: REPLICA, every: 1 },
    deaths: ['before POST members', 'after commit after PUT member'],
  }),
  row(
    2,
    'another job is at work when ours begins, locks the account, and a replica shows the status of before',
    {
      job: 'verify',
      member: 'existing',
      bank: { step: 2_000 },
      other: { job: 'identify', at: 0, ends: 'LOCKED' },
      lag: { act: {}, end: { status: 1_500 }, on: REPLICA, every: 1 },
    },
    ['2'],
  ),
  ...[
    {
      job: 'extend_history',
      other: { job: 'verify', at: 0, ends: 'LOCKED' },
      deaths: ['before set kept after POST start'],
    } as const,
    {
      job: 'fetch_statements',
      other: { job: 'aggregate', at: 0, ends: 'CONNECTED' },
      deaths: ['before set kept after POST start'],
    } as const,
  ].map((plan) =>
    row(
      2,
      `a worker dies after it has joined the job of another program, and the creation is repeated: ${plan.job}`,
      { host: 'restate', member: 'conflict', ...plan },
    ),
  ),
  row(2, 'our start is under way for 20 s, and another job is refused meanwhile', {
    member: 'existing',
    other: { job: 'identify', at: 500, ends: 'DENIED' },
    faults: ['start:delay=20000:1'],
  }),
  ...(
    [
      {
        ...{ host: 'page', member: 'repair' },
        other: { job: 'aggregate', at: 3_000, ends: 'CONNECTED' },
      },
      { wrong: 2, bank: { ends: 'IMPEDED' }, says: 'nothing' },
      {
        ...{ login: 'bankPage', member: 'repair', bank: { ends: 'IMPEDED' } },
        other: { job: 'verify', at: 9_000, ends: 'CONNECTED' },
      },
    ] satisfies readonly Written[]
  ).map((plan) =>
    row(
      2,
      `a login is under way for 3 s, and a job is refused meanwhile: ${JSON.stringify(plan)}`,
      { ...plan, faults: ['*:delay=3000'] },
    ),
  ),
  row(
    2,
    'the app says nothing of new credentials, and the page’s own look came before MX has got them',
    {
      ...{ host: 'page', member: 'repair', says: 'nothing', bank: { step: 100, ends: 'IMPEDED' } },
      faults: ['*:429/30:2'],
    },
  ),
  row(
    2,
    'the reply to new credentials shows no job at work, and the time stamp of that job, which is refused',
    {
      ...{ member: 'repair', wrong: 1 },
      lag: { act: { flag: 8_000 }, end: {}, on: ['reply'], every: 2 },
    },
  ),
  row(
    2,
    'the person is back from the bank’s page, and a replica does not show MX’s own aggregation yet',
    {
      ...{ host: 'restate', login: 'bankPage', wrong: 1, person: { repeats: false } },
      lag: { act: { flag: 1_500, stamps: 1_500 }, end: {}, on: ANYWHERE, every: 1 },
      deaths: [
        'before set story after POST release',
        'before set kept after POST claim',
        'after POST claim 16',
      ],
    },
  ),
  row(
    2,
    'another job ends while the person is at the bank’s page, and our start does not wait for them',
    {
      job: 'check_balance',
      login: 'bankPage',
      member: 'repair',
      ...AWAY,
      other: { job: 'aggregate', at: 3_000, ends: 'CONNECTED' },
    },
    ['2'],
  ),
  row(
    2,
    'another job locks the account while MX cannot be read: the first reading shows it as it was before',
    {
      ...LOCKING,
      says: 'nothing',
      faults: ['*:503:3'],
    },
  ),
  row(2, 'aggregate with the bank’s page is a second login after MX’s own aggregation', {
    job: 'aggregate',
    login: 'bankPage',
    member: 'repair',
  }),
  row(
    2,
    'the clock of a page was set ahead while a replica was behind, and a second job was started',
    {
      host: 'page',
      lag: { act: { status: 8_000, stamps: 8_000 }, end: {}, on: ['status'], every: 1 },
      clock: { steps: [{ call: 3, when: 'before', by: DAY }] },
    },
  ),
  row(
    2,
    'a job of another program is locked out after MX’s own has ended well; a replica shows that in its stamps, and 8 s later in its status',
    {
      job: 'extend_history',
      member: 'repair',
      other: { job: 'aggregate', at: 3_000, ends: 'LOCKED' },
      lag: { act: { status: 8_000 }, end: {}, on: ['member'], every: 1 },
    },
  ),
  row(
    2,
    'the reply to the new credentials of a creation is lost while MX’s job waits: UPDATED shows that MX has them',
    {
      ...{ member: 'conflict', bank: { queue: 5_000 } },
      faults: ['updateMember:drop-after:1'],
    },
  ),
  row(2, 'MX waits for new credentials, and the caller says of none: no start is sent', {
    member: 'existing',
    says: 'nothing',
    wrong: 1,
    bank: { before: 'DENIED/2005' },
  }),
  row(
    2,
    'each reading takes 6 s, so the host does not wait for it: three refused logins in a row of ours',
    { job: 'extend_history', wrong: 2, faults: ['*:delay=3000'] },
  ),
  row(
    2,
    'the first reading fails and the reply to the start is lost: no start goes out before MX has been read',
    { member: 'existing', faults: ['readMember:truncated:1', 'start:503-after:1'] },
  ),
  row(
    2,
    'a start takes effect 20 s later, after two polls of an idle member: a second login',
    { member: 'existing', faults: ['start:delay=20000:1', 'start:delay=20000:1'] },
    ['1', '2'],
  ),
  row(2, 'another job locks the account, and the process dies with the reading that shows it', {
    member: 'existing',
    other: { job: 'verify', at: 0, ends: 'LOCKED' },
    deaths: ['before commit after GET member'],
  }),
  row(2, 'a wrong answer is shown once, and the next poll comes an hour later', {
    ...{ job: 'fetch_statements', member: 'conflict', asks: 'text', answers: 'wrongFirst' },
    other: { job: 'aggregate', at: 9_000, ends: 'CONNECTED' },
    bank: { outage: 500 },
    faults: ['status:delay=45000:1'],
    ...{ deaths: ['before GET member 3'], downFor: 3_600_000 },
  }),
  row(
    2,
    'another job is refused while MX’s page fails: the first reading shows it as it was before',
    {
      ...{ member: 'existing', bank: { before: 'DENIED/2005' } },
      other: { job: 'aggregate', at: 15_000, ends: 'DENIED' },
      faults: ['readMember:503:2'],
    },
  ),
];
