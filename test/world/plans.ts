import { lagOf, type Plan, planOf, type Written } from './plan.ts';

/** A plan that is played in each run of the tests, because it once went wrong, or does today. */
export interface WrittenPlan {
  /** The number of the promise that it is about. */
  readonly promise: number;
  /** What happens, in words. */
  readonly about: string;
  readonly plan: Plan;
  /** The promises that it breaks today. The test fails when it turns right: then this goes. @default none */
  readonly isWrong?: readonly string[];
}

const row = (
  promise: number,
  about: string,
  plan: Written,
  isWrong?: readonly string[],
): WrittenPlan => ({
  promise,
  about,
  plan: planOf(plan),
  ...(isWrong && { isWrong }),
});

const REPLICA = ['status', 'member'] as const;
/** A replica that shows everything as it was, for 8 s after each act. */
const OLD = { act: lagOf(8_000), end: {}, on: REPLICA, every: 1 };
const ANYWHERE = ['status', 'member', 'reply'] as const;
const AWAY = { person: { atBankFor: 60_000 } };

const DAY = 86_400_000;
/** How the page that has the error code is lost once. */
const LOST_PAGES = [
  ...['delay=900', 'delay=15000', 'drop-before', 'drop-after', '500', '503/20', '429/30'],
  ...['malformed', 'truncated', 'stale'],
];

export const PLANS: readonly WrittenPlan[] = [
  row(5, 'a creation whose reply is lost leaves no credentials in the file of the host', {
    host: 'sqlite',
    member: 'lostReply',
  }),
  row(5, 'a creation that repairs a member leaves no credentials in the file of the host', {
    host: 'sqlite',
    member: 'conflict',
  }),
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
  ...['memory', 'http', 'restate', 'page'].map((host) =>
    row(
      4,
      `the right password comes after two wrong ones, and MX’s own job fails for another reason: ours is not held: ${host}`,
      { ...{ host, job: 'verify', wrong: 2 }, bank: { queue: 1_500, ends: 'FAILED' } },
    ),
  ),
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
  row(
    2,
    'MX limits our start, and the job of another program locks the account before ours is sent again: it followed',
    {
      job: 'verify',
      member: 'existing',
      bank: { step: 2_000 },
      other: { job: 'identify', at: 100, ends: 'LOCKED' },
      faults: ['start:429/5:1'],
    },
  ),
  row(
    2,
    'MX refuses our start because another job has begun since the look, which locks the account: ours does not follow',
    {
      job: 'verify',
      member: 'existing',
      says: 'nothing',
      bank: { step: 2_000 },
      other: { job: 'identify', at: 100, ends: 'LOCKED' },
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
      deaths: ['after POST keep 2'],
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
    2,
    'another job locks the account while MX cannot be read: the first reading shows it as it was before',
    {
      job: 'verify',
      member: 'existing',
      says: 'nothing',
      bank: { step: 2_000 },
      other: { job: 'identify', at: 100, ends: 'LOCKED' },
      faults: ['*:503:3'],
    },
  ),
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
  row(2, 'aggregate with the bank’s page is a second login after MX’s own aggregation', {
    job: 'aggregate',
    login: 'bankPage',
    member: 'repair',
  }),
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
    2,
    'the clock of a page was set ahead while a replica was behind, and a second job was started',
    {
      host: 'page',
      lag: { act: { status: 8_000, stamps: 8_000 }, end: {}, on: ['status'], every: 1 },
      clock: { steps: [{ call: 3, when: 'before', by: DAY }] },
    },
  ),
  ...['memory', 'restate', 'page', 'actor'].map((host) =>
    row(
      4,
      `the clock was set ahead by 1 s during a poll, and the next poll came 1 s earlier: ${host}`,
      {
        ...{ host, member: 'existing', bank: { step: 20_000 } },
        clock: { steps: [{ call: 4, when: 'within', by: 1_000 }] },
      },
    ),
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
  ...[
    { asks: 'text' },
    { asks: 'options,token' },
    { asks: 'text+options+image,image_options' },
    { bank: { ends: 'DELAYED,token,UPDATED,CONNECTED' } },
    { asks: 'token', other: { job: 'verify', at: 0, ends: 'CONNECTED' } } as const,
    { asks: 'options,token', faults: ['resume:delay=15000:1'] },
    {
      asks: 'options,token',
      faults: ['resume:delay=4000-after'],
      deaths: ['after record after GET challenges'],
    },
  ].map((plan) =>
    row(3, `an actor: each question is answered once: ${JSON.stringify(plan)}`, {
      ...{ host: 'actor', member: 'existing', ...plan },
    }),
  ),
  ...[{ asks: 'text' }, { member: 'existing' } as const].map((plan) =>
    row(
      3,
      `a clock is set back by an hour, and what follows is still sent: ${JSON.stringify(plan)}`,
      {
        ...{
          host: 'restate',
          clock: { steps: [{ call: 1, when: 'before', by: -3_600_000 }] },
          ...plan,
        },
      },
    ),
  ),
  row(3, 'an actor is restored, and asks to try an answer again: the person does so', {
    host: 'actor',
    job: 'check_balance',
    asks: 'text',
    bank: { step: 4_000 },
    deaths: ['before record 2 after GET status 2'],
  }),
  row(3, 'an actor: a question is not asked again while a replica still shows it', {
    host: 'actor',
    member: 'existing',
    asks: 'token',
    lag: OLD,
  }),
  row(1, 'an actor: MX accepts the start and runs nothing, so that the end is not fresh', {
    host: 'actor',
    member: 'existing',
    bank: { throttle: 10_800_000 },
  }),
  row(
    4,
    'MX asks to wait after answers, and the limiter delays the next poll: the one after it comes 1.5 s later',
    {
      ...{ host: 'restate', asks: 'options,token' },
      faults: ['resume:429/30:1', 'readMember:stale:2'],
    },
  ),
  row(4, 'an actor: a webhook causes a poll at once', {
    host: 'actor',
    asks: 'token',
    webhooks: 'once',
    options: { pacing: { first: DAY, busy: DAY, needsUser: DAY }, deadlines: { busy: 2 * DAY } },
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
  row(
    10,
    'the clock of a server is set ahead by a day, so that its refused logins no longer count',
    {
      host: 'http',
      wrong: 2,
      clock: { steps: [{ call: 1, when: 'within', by: DAY }] },
    },
  ),
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
  row(
    2,
    'another job is refused while MX’s page fails: the first reading shows it as it was before',
    {
      ...{ member: 'existing', bank: { before: 'DENIED/2005' } },
      other: { job: 'aggregate', at: 15_000, ends: 'DENIED' },
      faults: ['readMember:503:2'],
    },
  ),
  row(1, 'another aggregation begins at the moment in which ours is seen to have ended', {
    ...{ member: 'repair', wrong: 2, isSameAgain: true, webhooks: 'once' },
    other: { job: 'aggregate', at: 15_000, ends: 'DENIED' },
    person: { readsFor: 500 },
  }),
  row(10, 'the reply to a creation is lost, and the same refused password is entered again', {
    ...{ host: 'http', wrong: 2, isSameAgain: true, faults: ['*:drop-after:1'] },
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
  ...['memory', 'http', 'page', 'actor'].flatMap((host) => {
    const follows = `a member of MX's hosted widget, followed by ${host}:`;
    const plan = { host, member: 'widget' } as const;
    return [
      row(1, `${follows} connected after its questions`, { ...plan, asks: 'options,token' }),
      row(1, `${follows} the bank locks it`, { ...plan, bank: { ends: 'LOCKED' } }),
      row(2, `${follows} processes die`, {
        ...{ ...plan, asks: 'text' },
        deaths:
          host === 'page'
            ? ['after POST status', 'before POST answers']
            : ['after GET status', 'before PUT resume'],
      }),
      row(3, `${follows} a wrong answer`, { ...plan, asks: 'text', answers: 'wrongFirst' }),
      row(4, `${follows} nobody answers`, { ...plan, asks: 'text', answers: 'never' }),
      row(5, `${follows} a wrong password, which the app asks again`, { ...plan, wrong: 1 }),
      row(7, `${follows} a job that lasts`, { ...plan, bank: { step: 20_000 } }),
      row(10, `${follows} two wrong passwords`, { ...plan, wrong: 2, isSameAgain: true }),
    ];
  }),
];
