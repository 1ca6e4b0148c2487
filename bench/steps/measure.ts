import {
  begin,
  createMemberActors,
  type MemberInput,
  type MemberRecord,
  memberMachine,
  persist,
  restore,
  type StampedReading,
  type StepEvent,
  step,
} from '@mx-member/machine';
import { stepUnchecked } from '@mx-member/machine/step';
import { Bench } from 'tinybench';
import { createActor, initialTransition, transition } from 'xstate';
import { type Spread, spread } from '../support/stats.ts';
import { serve } from '../support/subprocess.ts';
import { LIFECYCLE, STEP, STEP_NEW, STEP_UNCHECKED, TRANSITION } from './names.ts';

export interface StepsRequest {
  /** How long to measure each operation, in ms. */
  readonly time: number;
}

export interface StepsResult {
  /** The time of each operation, in µs. */
  readonly times: Readonly<Record<string, Spread>>;
  /** The size of each thing as JSON, in bytes. */
  readonly bytes: Readonly<Record<string, number>>;
}

const AT = Date.UTC(2026, 0, 1);
const input: MemberInput = {
  member: {
    userGuid: 'USR-11111111-2222-3333-4444-555555555555',
    memberGuid: 'MBR-11111111-2222-3333-4444-555555555555',
  },
  job: 'aggregate',
};
const running: StampedReading = {
  connectionStatus: 'CREATED',
  isBeingAggregated: true,
  challenges: [],
  aggregatedAt: '2026-01-01T00:00:00Z',
  successfullyAggregatedAt: null,
  at: AT,
};
/** How the member was before: no job runs, so the job is started. */
const idle: StampedReading = {
  ...running,
  connectionStatus: 'CONNECTED',
  isBeingAggregated: false,
  aggregatedAt: '2025-12-31T00:00:00Z',
  successfullyAggregatedAt: '2025-12-31T00:00:05Z',
};
const challenged: StampedReading = {
  ...running,
  connectionStatus: 'CHALLENGED',
  challenges: [
    {
      guid: 'CRD-11111111-2222-3333-4444-555555555555',
      type: 'TEXT',
      label: 'What city were you born in?',
      options: [],
    },
  ],
};
const connected: StampedReading = {
  ...running,
  connectionStatus: 'CONNECTED',
  isBeingAggregated: false,
  successfullyAggregatedAt: '2026-01-01T00:00:05Z',
};
const read = (turn: number, reading: StampedReading): StepEvent => ({
  type: 'done',
  call: 'readStatus',
  turn,
  reading,
});
const answer: StepEvent = {
  type: 'challenge.answer',
  answers: [{ guid: 'CRD-11111111-2222-3333-4444-555555555555', value: 'correct' }],
  prompt: 1,
};

/** The events of a whole lifecycle with one question. */
const EVENTS: readonly StepEvent[] = [
  read(1, idle),
  { type: 'done', call: 'startJob', turn: 2, reading: running },
  { type: 'elapsed', turn: 3 },
  read(4, challenged),
  answer,
  {
    type: 'done',
    call: 'submitAnswers',
    turn: 6,
    reading: { ...running, connectionStatus: 'RESUMED' },
  },
  { type: 'elapsed', turn: 7 },
  read(8, connected),
];
const lifecycle = (): MemberRecord =>
  EVENTS.reduce((record, event) => step(record, event).record, begin(input).record);

let isStarted = false;
const mx = {
  startJob: async () => {
    isStarted = true;
    return running;
  },
  readStatus: async () => (isStarted ? challenged : { ...idle, at: Date.now() }),
  submitAnswers: async () => running,
};
const machine = memberMachine.provide({ actors: createMemberActors(mx) });
/** A poll with XState's own pure functions, on the same machine in the same state. */
const poll = (reading: StampedReading) =>
  ({ type: 'xstate.done.actor.readStatus', output: reading }) as never;
function readingByXState() {
  const [looking] = initialTransition(machine, input);
  const [starting] = transition(machine, looking, poll(idle));
  const [waiting] = transition(machine, starting, {
    type: 'xstate.done.actor.startJob',
    output: running,
  } as never);
  const [reading] = transition(machine, waiting, {
    type: 'xstate.after.pollDelay.mxMember.aggregating.waiting',
  } as never);
  if (!reading.matches({ aggregating: 'reading' })) throw new Error('It does not read.');
  return reading;
}

/** A clock whose timers are due at once until there is a question, and then never. */
const clock = {
  setTimeout: (fn: (...args: unknown[]) => void, ms: number) => {
    if (ms < 2_000) setImmediate(fn);
    return 0;
  },
  clearTimeout: () => undefined,
};

serve<StepsRequest, StepsResult>(async ({ time }) => {
  if (lifecycle().state !== 'connected') throw new Error(`It ended ${lifecycle().state}.`);
  const atStart = begin(input).record;
  const waits = EVENTS.slice(0, 3).reduce((record, event) => step(record, event).record, atStart);
  const asks = step(waits, read(4, challenged)).record;

  const reading = readingByXState();

  const actor = createActor(machine, { input, clock: clock as never });
  const isAsked = new Promise((resolve) => actor.on('challenged', resolve));
  actor.start();
  await isAsked;
  const snapshot = actor.getSnapshot();
  const record = persist(snapshot);
  const json = JSON.stringify(record);
  const whole = JSON.stringify(actor.getPersistedSnapshot());

  const bench = new Bench({ time, warmupTime: time / 4, retainSamples: true });
  bench
    .add('persist', () => persist(snapshot))
    .add('persist, to JSON', () => JSON.stringify(persist(snapshot)))
    .add("XState's getPersistedSnapshot, to JSON", () =>
      JSON.stringify(actor.getPersistedSnapshot()),
    )
    .add('restore', () => restore(record))
    .add('restore, from JSON, to an actor', () =>
      createActor(machine, { snapshot: restore(JSON.parse(json)), input }),
    )
    .add(STEP, () => step(waits, read(4, running)))
    .add(STEP_NEW, () => step({ ...waits }, read(4, running)))
    .add(STEP_UNCHECKED, () => stepUnchecked(waits, read(4, running)))
    .add(TRANSITION, () => transition(machine, reading, poll(running)))
    .add('step: a reading with a question', () => step(waits, read(4, challenged)))
    .add('step: an answer', () => step(asks, answer))
    .add(LIFECYCLE, lifecycle);
  bench.runSync();
  const times = bench.tasks.map(({ name, result }) => {
    if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`);
    return [name, spread((result.latency.samples ?? []).map((ms) => ms * 1000))];
  });
  return {
    times: Object.fromEntries(times),
    bytes: {
      'record, before the start': JSON.stringify(atStart).length,
      'record, with a question': json.length,
      'record, connected': JSON.stringify(lifecycle()).length,
      "XState's own, with a question": whole.length,
    },
  };
});
