import type { MemberRecord, MemberView, Reading, StepEvent } from '@mx-member/machine';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Child, startChild } from '../../packages/cli/src/conformance/child.ts';
import { differences } from '../../packages/cli/src/conformance/differences.ts';
import { answer } from '../../packages/cli/src/conformance/reference.ts';
import type { SubjectRequest } from '../../packages/cli/src/conformance/subject.ts';
import { runCount } from '../support/run-count.ts';
import { hasPython, MAIN } from './support/python.ts';

const RUNS = runCount(60);

const GUIDS = ['A', 'B', 'C'] as const;
const OPTIONS = [{ label: 'Red', value: '1', guid: 'OPT-1' }];
const MOMENTS = [
  null,
  '2026-01-01T00:00:00Z',
  '2026-01-01T01:00:00+01:00',
  '2026-01-01T02:00:00+01:00',
  '2026-01-01T03:00:00',
] as const;
const STATUSES = [
  ...['CHALLENGED', 'CHALLENGED', 'CHALLENGED', 'CHALLENGED', 'CHALLENGED', 'CONNECTED'],
  ...['RESUMED', 'DENIED', 'EXPIRED', 'PENDING', 'CREATED', 'BEWILDERED', null],
];
const PASSING = [
  ...['unreachable', 'rateLimited', 'conflict', 'malformed', 'unexpected', 'badReturn'],
  ...['notFound', 'lost', 'notSent', 'signedOut'],
];
const FATAL = ['badRequest', 'notAllowed', 'unauthorized'];

const challenge = fc.record({
  guid: fc.constantFrom(...GUIDS),
  type: fc.constant('TEXT' as const),
  label: fc.constant('Which?'),
  options: fc.constantFrom([], [], OPTIONS),
});
const reading: fc.Arbitrary<Omit<Reading, 'at'>> = fc.record(
  {
    connectionStatus: fc.constantFrom(...STATUSES),
    isBeingAggregated: fc.constantFrom(true, true, true, true, false, null),
    challenges: fc.uniqueArray(challenge, { maxLength: 2, selector: ({ guid }) => guid }),
    aggregatedAt: fc.constantFrom(...MOMENTS),
    successfullyAggregatedAt: fc.constantFrom(...MOMENTS),
    errorCode: fc.constantFrom(1000, 2005, 9999),
    took: fc.constantFrom(0, 150, 4_000),
  },
  { requiredKeys: ['connectionStatus', 'isBeingAggregated', 'challenges'] },
);
const fault = fc.record(
  {
    code: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...PASSING) },
      { weight: 1, arbitrary: fc.constantFrom(...FATAL) },
    ),
    retryAfter: fc.constantFrom(0, 45_000, 10 ** 8),
  },
  { requiredKeys: ['code'] },
);
const value = fc.constantFrom('x', '1', 'Red', ' ');
const given = fc.array(fc.record({ guid: fc.constantFrom(...GUIDS, 'Z'), value }), {
  maxLength: 3,
});

/** Whether answers are to the last prompt, or to one before. */
const late = fc.constantFrom(0, 0, 0, 0, 1);

/** What happens; some of it is known only when it does, as the time and the call that is open. */
type Happening =
  | { readonly is: 'done'; readonly reading: Omit<Reading, 'at'> }
  | { readonly is: 'error'; readonly fault: object }
  | { readonly is: 'answer'; readonly value: string; readonly late: number }
  | { readonly is: 'elapsed' }
  | { readonly is: 'recover' }
  | { readonly is: 'event'; readonly event: StepEvent };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ is: fc.constant('done'), reading }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('error'), fault }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('answer'), value, late }) },
  { weight: 1, arbitrary: fc.constantFrom({ is: 'recover' }, { is: 'elapsed' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('event'),
      event: fc.oneof(
        fc.constant<StepEvent>({ type: 'status.changed' }),
        given.map((answers): StepEvent => ({ type: 'challenge.answer', answers, prompt: 1 })),
      ),
    }),
  },
);
const later = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(0, 1_000, 3_000, 20_000) },
  { weight: 1, arbitrary: fc.constantFrom(200_000, 1_000_000, 3_000_000) },
);
/** Whether it is of the call or wait that stands, or of one before. */
const back = fc.oneof(
  { weight: 20, arbitrary: fc.constant(0) },
  { arbitrary: fc.nat(3), weight: 1 },
);
const step = fc.tuple(happening, later, back);
const steps = fc.array(step, { maxLength: 60, size: 'max' });

const CALLS: Readonly<Record<string, string>> = {
  starting: 'startJob',
  reading: 'readStatus',
  submitting: 'submitAnswers',
};

/** What an implementation has answered, as far as the next thing that happens depends on it. */
interface Answered {
  readonly record: MemberRecord;
  readonly state: string;
  readonly view: Pick<MemberView, 'challenges' | 'prompt'>;
}

/** The events of what happens: a result comes when its time has come. */
function eventsOf(
  what: Exclude<Happening, { is: 'recover' }>,
  { record, state, view }: Answered,
  at: number,
  back: number,
) {
  const turn = Math.max(0, record.context.turn - back);
  if (what.is === 'event') return [what.event];
  if (what.is === 'answer') {
    const answers = view.challenges.map(({ guid }) => ({ guid, value: what.value }));
    const prompt = Math.max(0, view.prompt - what.late);
    return [{ type: 'challenge.answer', answers, prompt }];
  }
  if (what.is === 'elapsed') return [{ type: 'elapsed', turn }];
  const open = CALLS[state.split('.')[1] ?? ''];
  const call = open ?? 'readStatus';
  const result = (turn: number) =>
    what.is === 'done'
      ? { type: 'done', call, turn, reading: { ...what.reading, at } }
      : { type: 'error', call, turn, fault: { ...what.fault, at } };
  return open ? [result(turn)] : [{ type: 'elapsed', turn }, result(turn + 1)];
}

const baseline = fc.record(
  {
    connectionStatus: fc.constantFrom(...STATUSES),
    errorCode: fc.constantFrom(1000, 2005),
    aggregatedAt: fc.constantFrom(...MOMENTS),
    successfullyAggregatedAt: fc.constantFrom(...MOMENTS),
  },
  { requiredKeys: [] },
);
const input = fc.record(
  {
    member: fc.record({
      userGuid: fc.constant('USR-1'),
      memberGuid: fc.constantFrom('MBR-1', 'Ä-2'),
    }),
    job: fc.constantFrom('aggregate', 'verify', null),
    oauth: fc.boolean(),
    answerWith: fc.constantFrom('value', 'guid', 'label'),
    baseline,
  },
  { requiredKeys: ['member', 'job'] },
);

let child: Child;
beforeAll(() => {
  if (!hasPython) return;
  const { signal } = new AbortController();
  child = startChild({ command: ['python3', '-B', MAIN], timeout: 30_000, signal });
});
afterAll(() => child?.close());

/** How often both were asked. */
let asked = 0;

/** What both answer to the same request; whose record is kept changes from one to the other. */
async function bothSame(request: SubjectRequest, keepTheirs: boolean): Promise<Answered> {
  asked += 1;
  const ours = JSON.parse(JSON.stringify(answer(request)));
  const theirs = await child.ask(request);
  const { record } = keepTheirs && 'record' in theirs ? theirs : ours;
  expect(differences(ours, theirs, '')).toEqual([]);
  return { ...ours, record };
}

/** Lives a life in both, until one of them ends it. */
async function live(from: object, happenings: readonly (readonly [Happening, number, number])[]) {
  let now = 1_000_000;
  let count = 0;
  let last = await bothSame({ do: 'begin', input: from }, false);
  const go = async (request: SubjectRequest) => {
    count += 1;
    last = await bothSame(request, count % 2 === 1);
  };
  for (const [what, passed, back] of happenings) {
    if (!last.state.includes('.')) return;
    now += passed;
    if (what.is === 'recover') await go({ do: 'recover', record: last.record });
    else
      for (const event of eventsOf(what, last, now, back))
        await go({ do: 'step', record: last.record, event });
  }
}

test.skipIf(!hasPython)(
  'whatever happens, this machine and the one in Python do and show the same, each from the records of the other',
  async () => {
    await fc.assert(fc.asyncProperty(input, steps, live), { numRuns: RUNS });
    // More than 100,000 in `pnpm test:long`.
    expect(asked).toBeGreaterThan(RUNS * 18);
  },
);
