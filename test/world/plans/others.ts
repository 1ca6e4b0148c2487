import { DAY, OLD, row, type WrittenPlan } from './row.ts';

/** Plans about questions (3), polls (4) and secrets (5). */

export const OTHERS: readonly WrittenPlan[] = [
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
  ...['memory', 'http', 'restate', 'page'].map((host) =>
    row(
      4,
      `the right password comes after two wrong ones, and MX’s own job fails for another reason: ours is not held: ${host}`,
      { ...{ host, job: 'verify', wrong: 2 }, bank: { queue: 1_500, ends: 'FAILED' } },
    ),
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
  row(5, 'a creation whose reply is lost leaves no credentials in the file of the host', {
    host: 'sqlite',
    member: 'lostReply',
  }),
  row(5, 'a creation that repairs a member leaves no credentials in the file of the host', {
    host: 'sqlite',
    member: 'conflict',
  }),
];
