import type { Job } from '@mx-member/machine/step';
import type { StepLine } from '@mx-member/machine/trace';
import { BELIEFS, createModelCheck } from '@mx-member/simulator/model';
import { describe, expect, test } from 'vitest';
import { Explanation, type Seen } from '../../packages/simulator/src/model/explain.ts';
import {
  idleBank,
  possibleChanges,
  possibleCreations,
  possibleOutcomes,
} from '../../packages/simulator/src/model/model.ts';
import { expectExplained } from '../support/explained.ts';
import { runCount } from '../support/run-count.ts';
import { credentials, simulated } from '../support/simulated.ts';
import type { WireMember } from '../support/wire.ts';
import { drawn } from '../world/draw.ts';
import { type Plan, planOf, printed, type Written } from '../world/plan.ts';
import { World } from '../world/world.ts';

const HOUR = 3_600_000;

/** The trace of a plan. */
async function traceOf(plan: Plan): Promise<readonly StepLine[]> {
  const { trace } = await World.play(plan);
  return trace.map((line) => JSON.parse(line));
}

/** The first line that no belief explains, counted from 1. */
function firstUnexplained(lines: readonly StepLine[]) {
  const check = createModelCheck();
  for (const [index, line] of lines.entries()) {
    const found = check.read(line);
    if (found) return { line: index + 1, ...found };
  }
  return null;
}

const CONNECTED = { member: 'existing', bank: { before: 'CONNECTED' } } as const;
const LIVES: readonly Written[] = [
  {},
  { asks: 'text' },
  { asks: 'text', answers: 'wrongFirst' },
  { asks: 'text', answers: 'wrongFirst', bank: { wrongAnswer: 'CHALLENGED' } },
  { asks: 'text', answers: 'never' },
  { asks: 'options' },
  { asks: 'options,token' },
  { asks: 'text+options' },
  { bank: { ends: 'LOCKED' } },
  { bank: { ends: 'DENIED' } },
  { bank: { ends: 'FAILED' } },
  { asks: 'token', bank: { ends: 'LOCKED' } },
  { bank: { ends: 'DELAYED,CONNECTED' } },
  { bank: { ends: 'CONNECTED/1001' } },
  CONNECTED,
  { member: 'existing', asks: 'text', bank: { before: 'LOCKED' } },
  { member: 'repair', wrong: 1 },
  { job: 'verify', asks: 'text' },
  { login: 'bankPage' },
  { ...CONNECTED, bank: { before: 'CONNECTED', throttle: 10_800_000 } },
];

/** Ways to corrupt a reading of MX in a trace. `null`: this line does not have what the way needs. */
type Reading = Extract<Extract<StepLine, { type: 'event' }>['event'], { type: 'done' }>['reading'];
const later = (text: string | null | undefined, ms: number) =>
  text ? new Date(Date.parse(text) + ms).toISOString() : null;
const CORRUPTIONS: Readonly<
  Record<string, (reading: Reading, before: Reading) => Partial<Reading> | null>
> = {
  'the success moves although the job runs': (reading) =>
    reading.isBeingAggregated === true && reading.connectionStatus !== 'CONNECTED'
      ? { successfullyAggregatedAt: later(reading.aggregatedAt, 500) }
      : null,
  'the success moves back': (_, before) =>
    before.successfullyAggregatedAt
      ? { successfullyAggregatedAt: later(before.successfullyAggregatedAt, -60_000) }
      : null,
  'the success is gone': (reading) =>
    reading.successfullyAggregatedAt ? { successfullyAggregatedAt: null } : null,
  'the start moves back': (_, before) =>
    before.aggregatedAt ? { aggregatedAt: later(before.aggregatedAt, -60_000) } : null,
  'CHALLENGED is idle': (reading) =>
    reading.connectionStatus === 'CHALLENGED' ? { isBeingAggregated: false } : null,
  'CONNECTED without a success': (reading) =>
    reading.connectionStatus === 'CONNECTED' &&
    reading.isBeingAggregated === false &&
    reading.errorCode === undefined
      ? { successfullyAggregatedAt: null }
      : null,
  'RESUMED is idle': (reading) =>
    reading.connectionStatus === 'RESUMED' ? { isBeingAggregated: false } : null,
  'REJECTED runs with a question': (reading) =>
    reading.connectionStatus === 'CHALLENGED' ? { connectionStatus: 'REJECTED' } : null,
  'the open question has another guid': (reading, before) =>
    before.connectionStatus === 'CHALLENGED' && reading.connectionStatus === 'CHALLENGED'
      ? { challenges: reading.challenges.map((one) => ({ ...one, guid: 'another' })) }
      : null,
};

describe('a lifecycle at the simulator', () => {
  test.each(LIVES.map((one) => [printed(planOf(one)), one] as const))(
    'is explained by the model: %s',
    async (_, written) => {
      expect(firstUnexplained(await traceOf(planOf(written)))).toBeNull();
    },
  );

  test.each<[string, Written]>([
    [
      'a call that was given up replies late',
      {
        ...{ member: 'existing', version: 'v20111101', asks: 'text' },
        person: { readsFor: 700_000 },
        bank: { questionFor: 600_000 },
        faults: ['status:delay=9000-after:2'],
      },
    ],
    [
      'nobody knows of four submissions whether they have arrived',
      {
        ...{ member: 'existing', version: 'v20111101', asks: 'image,text+image+token,image+token' },
        bank: {
          ...{ step: 800, questionFor: 600_000, before: 'DENIED' },
          ...{ wrongAnswer: 'CHALLENGED', statusWhileRunning: 'CREATED' },
        },
        faults: ['resume:503-after:1+4', 'challenges:drop-before:4'],
        deaths: [12, 9, 14],
      },
    ],
    [
      'a lost start began in the moment of the job before',
      {
        ...{ member: 'repair', faults: ['start:drop-after:1'] },
        bank: { step: 0, before: 'DENIED', statusWhileRunning: 'CREATED' },
      },
    ],
  ])('is explained although %s', async (_, written) => {
    expect(firstUnexplained(await traceOf(planOf(written)))).toBeNull();
  });

  test('is explained whatever the bank does, is lost on the way or is asked twice', async () => {
    for (let seed = 0; seed < runCount(20); seed += 1) {
      const plan = drawn(seed, ['memory'], ['faults']);
      // What the simulator leaves out, and another program that no option of it starts, are not MX's. A queue is a belief of its own.
      const faults = plan.faults.filter((one) => !/omit|stale|40[0-9]|malformed/.test(one));
      const clock = planOf({}).clock;
      const answers = plan.answers === 'elsewhere' ? 'once' : plan.answers;
      const bank = { ...plan.bank, queue: 0 };
      const lines = await traceOf({
        ...plan,
        bank,
        faults,
        clock,
        answers,
        lag: null,
        other: null,
      });
      expect(firstUnexplained(lines), printed(plan)).toBeNull();
      expectExplained();
    }
  });
});

/** The readings of a trace by the index of their line. */
const readingsOf = (lines: readonly StepLine[]) =>
  lines.flatMap((line, index) =>
    line.type === 'event' && line.event.type === 'done'
      ? [[index, line.event.reading] as const]
      : [],
  );

function* corrupted(lines: readonly StepLine[]) {
  const readings = readingsOf(lines);
  for (const [name, corrupt] of Object.entries(CORRUPTIONS))
    for (const [place, [index, reading]] of readings.entries()) {
      const before = readings[place - 1]?.[1];
      const change = before && corrupt(reading, before);
      if (!change) continue;
      const copy = structuredClone(lines) as StepLine[];
      const line = copy[index] as Extract<StepLine, { type: 'event' }>;
      Object.assign((line.event as { reading: Reading }).reading, change);
      yield { name, at: index + 1, lines: copy };
      break;
    }
}

/** What does not happen, and what happens together with something else. */
const NOT_ALONE = ['notAuthorized', 'statusOfStart', 'stampAtStart', 'jobNamed', 'stampAtSuccess'];
/** What the rules of the machine rely on besides: how long something lasts, and what MX leaves out. */
const OF_THE_RULES = [
  ...['begunSoon', 'needsCredentials', 'prevented', 'codeStays', 'caughtUp'],
  ...['leftOut', 'flagKept', 'stampsDiffer', 'pollPace'],
];
/** What MX's widget relies on. */
const OF_THE_WIDGET = [
  'numbers',
  'duplicateNamed',
  'jobReadable',
  'jobAfterOauth',
  'replySoon',
  'optionByGuid',
  'listAlone',
  'institutionStatus',
  'errorTwice',
];

test('each belief is something that the model does', () => {
  const done = new Set<string>([...NOT_ALONE, ...OF_THE_RULES, ...OF_THE_WIDGET]);
  const setting = {
    endings: [
      { status: 'CONNECTED', reason: null },
      { status: 'FAILED', reason: 'unavailable' as const },
      { status: 'FAILED', reason: 'unavailable' as const, errorCode: 3000 },
      { status: 'IMPAIRED', reason: 'noAccounts' as const, errorCode: 1000, first: 'CONNECTED' },
    ],
    passing: ['RESUMED', 'DELAYED'],
    questionsPerRound: 1,
  };
  const creations = [true, false].flatMap((is) => [
    ...possibleCreations(true, is),
    ...possibleCreations(false, is),
  ]);
  for (const { belief } of creations) done.add(belief);
  let banks = creations.flatMap(({ bank }) => bank ?? []);
  for (let step = 0; step < 3; step++)
    banks = banks.flatMap((bank) => {
      const answer = { call: 'submitAnswers', questions: bank.face.questions } as const;
      const next = [
        ...possibleChanges(bank, setting, 0),
        ...(['startJob', 'readStatus', 'updateCredentials'] as const).flatMap((call) =>
          possibleOutcomes(bank, { call }, 0),
        ),
        ...[true, false].flatMap((isRight) => possibleOutcomes(bank, { ...answer, isRight }, 0)),
        ...possibleOutcomes(bank, { ...answer, questions: [0], isRight: true }, 0),
      ];
      for (const { belief } of next) done.add(belief);
      return next.map((one) => one.bank);
    });
  expect([...done].sort()).toEqual(Object.keys(BELIEFS).sort());
});

test('a log needs the belief about a refusal that nothing else explains', () => {
  const pending = { connectionStatus: 'PENDING', isBeingAggregated: false, challenges: [] };
  const explanation = new Explanation();
  explanation.begin(pending, true);
  expect(explanation.next({ call: 'startJob', reply: 'notAllowed', at: 0 })).toBeNull();
  expect(explanation.needed).toEqual(['startPending']);
});

test('thirty corrupted logs are rejected within two lines', async () => {
  const seen: string[] = [];
  let count = 0;
  for (const written of LIVES) {
    const lines = await traceOf(planOf(written));
    for (const { name, at, lines: wrong } of corrupted(lines)) {
      count += 1;
      const found = firstUnexplained(wrong);
      if (!found || found.expected.includes(found.shown) || found.line < at || found.line > at + 2)
        seen.push(
          `${printed(planOf(written))} ${name}: line ${at}, found ${found?.line} ${found?.shown}`,
        );
    }
  }
  expect(seen).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(30);
});

/** The line, written `ms` later. With `reply`, the reply in it came later, too. */
function written(line: StepLine, ms: number, reply: boolean): StepLine {
  const moved = { ...structuredClone(line), at: (line.at ?? 0) + ms };
  if (!reply || moved.type !== 'event' || moved.event.type !== 'done') return moved;
  const { event } = moved;
  return {
    ...moved,
    event: { ...event, reading: { ...event.reading, at: event.reading.at + ms } },
  };
}

describe('the time of a line', () => {
  test.each([-60_000, 60_000])('that was moved by %d ms is found within two lines', async (ms) => {
    const lines = await traceOf(planOf({ asks: 'text' }));
    for (const [index, line] of lines.slice(1, -2).entries()) {
      const found = firstUnexplained(lines.with(index + 1, written(line, ms, false)));
      expect(found?.line, `line ${index + 2}`).toBeOneOf([index + 2, index + 3, index + 4]);
    }
  });

  test('can be earlier than before where the clock was set back', async () => {
    const lines = await traceOf(planOf({ asks: 'text' }));
    for (const first of lines.keys()) {
      const after = lines.map((line, index) => (index < first ? line : written(line, -HOUR, true)));
      expect(firstUnexplained(after), `from line ${first + 1}`).toBeNull();
    }
  });
});

/** What MX shows of a member: its status, whether a job runs, when the latest job began, in minutes, and its guid. */
const shows = (connectionStatus: string, runs: boolean, minute: number, jobGuid?: string) => ({
  connectionStatus,
  isBeingAggregated: runs,
  challenges: [],
  aggregatedAt: new Date(minute * 60_000).toISOString(),
  successfullyAggregatedAt: new Date(90_000).toISOString(),
  ...(jobGuid && { jobGuid }),
});
const idle = shows('CONNECTED', false, 1, 'JOB-1');
const running = shows('CONNECTED', true, 2, 'JOB-2');
const poll = (reply: Seen['reply']) => ({ call: 'readStatus', reply }) as const;
const start = (job: Job, reply: Seen['reply']) => ({ call: 'startJob', job, reply }) as const;

test.each<[string, readonly Omit<Seen, 'at'>[]]>([
  [
    'a job runs beside a job of another type',
    [start('verify', running), start('aggregate', running)],
  ],
  [
    'a start of the running job is refused',
    [start('verify', running), start('verify', 'conflict'), poll(running)],
  ],
  ['an aggregation is not supported', [start('aggregate', 'badRequest')]],
  [
    'new credentials start another job than an aggregation',
    [{ call: 'updateCredentials', reply: shows('UPDATED', true, 2) }, start('verify', running)],
  ],
  [
    'a running job changes its guid',
    [start('verify', running), poll({ ...running, jobGuid: 'X' })],
  ],
  ['a job has the guid of the job before', [start('verify', { ...running, jobGuid: 'JOB-1' })]],
  [
    'another job begins with the guid of one before',
    [start('verify', running), poll({ ...idle, aggregatedAt: shows('', false, 3).aggregatedAt })],
  ],
  [
    'a job ends well before it began',
    [
      start('verify', running),
      poll({
        ...running,
        isBeingAggregated: false,
        successfullyAggregatedAt: new Date(100_000).toISOString(),
      }),
    ],
  ],
])('no belief explains that %s', (_, log) => {
  const explanation = new Explanation();
  explanation.begin(idle, false);
  const found = log.map((seen, index) =>
    explanation.next({ ...seen, at: 120_000 + index * 5_000 }),
  );
  expect(found.map((one) => one === null)).toEqual(
    log.map((_seen, index) => index < log.length - 1),
  );
});

describe('a request at the simulator', () => {
  const faceOf = ({ connection_status, is_being_aggregated }: WireMember) => [
    connection_status,
    is_being_aggregated,
  ];

  test.each([
    ['mxbank', { credentials: credentials('correct') }, false],
    ['mx_bank_oauth', { is_oauth: true }, true],
  ])('creates a member at %s that the model knows', async (institution_code, fields, isOauth) => {
    const { call, createUser } = simulated();
    const user = await createUser();
    const member = { institution_code, ...fields };
    const create = () => call('POST', `/users/${user}/members`, { member });
    const created = await create();
    const known = possibleCreations(isOauth, false).map(
      ({ bank }) => bank && [bank.face.status, bank.face.runs],
    );
    expect(known).toContainEqual(faceOf(created.body.member));
    const [duplicate] = possibleCreations(isOauth, true);
    expect((await create()).status).toBe(duplicate?.httpStatus);
  });

  test('gives a member new credentials as the model knows it', async () => {
    const { call, member, pass: wait } = simulated();
    const { path } = await member('UNAUTHORIZED');
    wait(5_000);
    const updated = await call('PUT', path, { member: { credentials: credentials('correct') } });
    const denied = idleBank({ status: 'DENIED', started: 1, succeeded: null });
    const known = possibleOutcomes(denied, { call: 'updateCredentials' }, 0).map(({ bank }) => [
      bank.face.status,
      bank.face.runs,
    ]);
    expect(known).toContainEqual(faceOf(updated.body.member));
  });
});
