import {
  begin,
  type MemberRecord,
  recover,
  type Step,
  type StepEvent,
  step,
} from '@mx-member/machine';
import {
  createReplay,
  type REPLAY_RULES,
  type TraceCause,
  traceOf,
} from '@mx-member/machine/trace';
import { beforeAll, describe, expect, test } from 'vitest';
import { TRACE_HASH } from '../../support/trace-hash.ts';

/** A line that can be tampered with. */
interface Loose {
  [name: string]: unknown;
}

const MEMBER = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
const START = Date.UTC(2026, 0, 5, 12);
const QUESTION = {
  guid: 'CHL-1',
  type: 'OPTIONS',
  label: 'Which account?',
  options: [{ label: 'Savings', value: 'savings' }],
} as const;

/** A lifecycle with a failed poll, a crash, a refused answer and an answer, line by line. */
function honestTrace() {
  let at = START;
  let made: Step = { record: null as unknown as MemberRecord, effects: [] };
  const lines: Loose[] = [];
  const records: MemberRecord[] = [];
  const note = (next: Step, cause: TraceCause) => {
    made = next;
    records.push(next.record);
    lines.push(JSON.parse(JSON.stringify(traceOf(next, cause, TRACE_HASH, at))));
  };
  const happen = (event: StepEvent) => {
    const { record } = made;
    note(step(record, event), { type: 'event', event, record });
  };
  const turn = () => made.record.context.turn;
  const reading = (connectionStatus: string, isBeingAggregated: boolean, more = {}) => {
    at += 3_000;
    const aggregatedAt = new Date(START).toISOString();
    const none = { challenges: [], successfullyAggregatedAt: null };
    return { connectionStatus, isBeingAggregated, ...none, aggregatedAt, at, ...more };
  };
  const done = (
    call: 'startJob' | 'readStatus' | 'submitAnswers',
    read: ReturnType<typeof reading>,
  ) => happen({ type: 'done', call, turn: turn(), reading: read });
  const poll = (read: ReturnType<typeof reading>) => {
    happen({ type: 'elapsed', turn: turn() });
    done('readStatus', read);
  };
  const input = { member: MEMBER, job: 'aggregate' } as const;
  note(begin(input), { type: 'begin', input }); // 1
  done('readStatus', reading('EXPIRED', false)); // 2
  done('startJob', reading('CREATED', true)); // 3
  poll(reading('CREATED', true)); // 4, 5
  happen({ type: 'elapsed', turn: turn() }); // 6
  at += 9_000;
  happen({
    type: 'error',
    call: 'readStatus',
    turn: turn(),
    fault: { code: 'unreachable', status: 503, at },
  }); // 7
  note(recover(made.record), { type: 'recover', record: made.record }); // 8
  done('readStatus', reading('CHALLENGED', true, { challenges: [QUESTION] })); // 9
  const answer = (value: string) =>
    happen({ type: 'challenge.answer', prompt: 1, answers: [{ guid: 'CHL-1', value }] });
  answer('Current'); // 10
  answer('Savings'); // 11
  done('submitAnswers', reading('RESUMED', true)); // 12
  poll(reading('CONNECTED', false, { successfullyAggregatedAt: new Date(at).toISOString() })); // 13, 14
  return { lines, records };
}

/** The first line that fails the replay. */
function firstFailure(lines: readonly unknown[]) {
  const replay = createReplay(TRACE_HASH.digest);
  for (const [index, line] of lines.entries()) {
    const read = replay.read(line);
    if (read.type === 'failure') return { line: index + 1, rule: read.rule, where: read.where };
  }
  return null;
}

/** Sets a field of a line, by its path. */
function set(line: Loose | undefined, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let inside = line as Loose;
  for (const name of names) inside = inside[name] as Loose;
  inside[last] = value;
}

type Tampering = readonly [
  what: string,
  tamper: (lines: Loose[]) => void,
  line: number,
  rule: keyof typeof REPLAY_RULES,
  where: string,
];

const LATER = new Date(START + 60_000).toISOString();

const TAMPERINGS: readonly Tampering[] = [
  [
    'a status that was not read',
    (all) => set(all[4], 'event.reading.connectionStatus', 'DENIED'),
    5,
    'digest',
    'line.digest',
  ],
  [
    'a job that did not run',
    (all) => set(all[4], 'event.reading.isBeingAggregated', false),
    5,
    'digest',
    'line.digest',
  ],
  [
    'an older question instead of the new one',
    (all) => set(all[8], 'event.reading.challenges', []),
    9,
    'state',
    'line.state',
  ],
  [
    'a later job',
    (all) => set(all[4], 'event.reading.aggregatedAt', LATER),
    5,
    'digest',
    'line.digest',
  ],
  [
    'an outcome that was not shown',
    (all) => set(all[13], 'event.reading.successfullyAggregatedAt', null),
    14,
    'state',
    'line.state',
  ],
  [
    'old data that is called fresh',
    (all) => set(all[13], 'effects.0.output.fresh', false),
    14,
    'effects',
    'line.effects[0].output.fresh',
  ],
  [
    'a failure that is called a success',
    (all) => set(all[4], 'state', 'connected'),
    5,
    'state',
    'line.state',
  ],
  [
    'a poll that was too early',
    (all) => set(all[4], 'effects.0.ms', 500),
    5,
    'effects',
    'line.effects[0].ms',
  ],
  [
    'a shorter pause in two lines',
    (all) => {
      set(all[4], 'effects.0.ms', 500);
      set(all[4], 'pause', 500);
    },
    5,
    'pause',
    'line.pause',
  ],
  [
    'a pause that contradicts an earlier one',
    (all) => {
      set(all[2], 'pause', 1_001);
      set(all[2], 'effects.0.ms', 1_001);
    },
    3,
    'pause',
    'line.pause',
  ],
  ['the jitter of another member', (all) => set(all[0], 'jitter', 7), 1, 'pause', 'line.pause'],
  ['another jitter after a crash', (all) => set(all[7], 'jitter', 7), 8, 'shown', 'line.record'],
  [
    'a lifecycle that begins while one runs',
    (all) => all.splice(4, 0, structuredClone(all[0]) as Loose),
    5,
    'again',
    'line.type',
  ],
  [
    'an answer that was sent twice',
    (all) =>
      set(all[9], 'effects', [
        { type: 'submitAnswers', turn: 10, answers: [{ guid: TRACE_HASH.pseudonym('CHL-1') }] },
      ]),
    10,
    'effects',
    'line.effects[0]',
  ],
  [
    'a wrong answer that is called right',
    (all) => set(all[9], 'event.problems', []),
    10,
    'state',
    'line.state',
  ],
  [
    'a question that was never asked',
    (all) => set(all[8], 'effects', []),
    9,
    'effects',
    'line.effects[0]',
  ],
  ['a missing line', (all) => all.splice(6, 1), 7, 'shown', 'line.record'],
  [
    'two lines in reverse order',
    (all) => all.splice(3, 2, all[4] as Loose, all[3] as Loose),
    4,
    'effects',
    'line.effects[0]',
  ],
  ['a missing beginning', (all) => all.shift(), 1, 'first', 'line.type'],
  [
    'a record that no process has stored',
    (all) => set(all[7], 'record.context.failures', 0),
    8,
    'shown',
    'line.record',
  ],
  [
    'a record from before the answer, which can lead to a second answer',
    (all) => all.splice(12, 0, fromThePast),
    13,
    'sent',
    'line.record',
  ],
  [
    'a record that contradicts itself',
    (all) =>
      all.splice(0, 7, {
        ...(all[7] as Loose),
        record: { ...(all[7]?.record as Loose), state: 'challenged.waiting' },
      }),
    1,
    'record',
    'line.record',
  ],
  [
    'an input that the machine refuses',
    (all) => set(all[0], 'input.pacing', { busy: 10 }),
    1,
    'input',
    'line.input',
  ],
  [
    'a guid in the clear',
    (all) => set(all[8], 'event.reading.challenges.0.guid', 'CHL-1'),
    9,
    'pseudonyms',
    'line.event.reading.challenges[0].guid',
  ],
  ['an additional field', (all) => set(all[5], 'comment', 'x'), 6, 'line', 'line.comment'],
  ['another version of the format', (all) => set(all[0], 'trace', 1), 1, 'line', 'line.trace'],
  [
    'an event after the outcome that changes something',
    (all) => all.push({ ...(all[5] as Loose) }),
    15,
    'state',
    'line.state',
  ],
];

let honest: Loose[];
/** A process that continues from the record before the answer. */
let fromThePast: Loose;
beforeAll(() => {
  const { lines, records } = honestTrace();
  honest = lines;
  const record = records[8] as MemberRecord;
  fromThePast = JSON.parse(
    JSON.stringify(traceOf(recover(record), { type: 'recover', record }, TRACE_HASH)),
  );
});

describe('a trace', () => {
  test('that was not tampered with is valid', () => {
    expect(honest).toHaveLength(14);
    expect(firstFailure(honest)).toBeNull();
  });

  test.each(TAMPERINGS)(
    'with %s is refused at the right line by the right rule',
    (_, tamper, line, rule, where) => {
      const lines = structuredClone(honest);
      tamper(lines);
      expect(firstFailure(lines)).toEqual({ line, rule, where });
    },
  );

  test('of a host that repeats is valid where a step is written twice, and nowhere else', () => {
    const named = structuredClone(honest);
    for (const [index, line] of named.entries()) line.step = TRACE_HASH.pseudonym(`call/${index}`);
    const again = (index: number, change: object): Loose[] =>
      named.toSpliced(index, 0, { ...named[index - 1], at: START, ...change });
    for (let index = 1; index <= named.length; index++)
      expect(firstFailure(again(index, {}))).toBeNull();
    const other = TRACE_HASH.pseudonym('another call');
    expect(firstFailure(again(11, { step: other }))).toMatchObject({ line: 12 });
    expect(firstFailure(again(11, { pause: 1 }))).toMatchObject({ line: 12 });
    expect(firstFailure(again(11, { step: 'call/10' }))).toMatchObject({ rule: 'pseudonyms' });
    // In a host that writes each step once, the same line twice is a step that was made twice.
    expect(firstFailure(honest.toSpliced(11, 0, honest[10] as Loose))).toMatchObject({ line: 12 });
  });

  test('whose every field is changed, one at a time, is refused', () => {
    const untouched: string[] = [];
    const change = (value: unknown): unknown =>
      typeof value === 'number'
        ? value + 1
        : typeof value === 'boolean'
          ? !value
          : `${String(value)}x`;
    const visit = (path: readonly (string | number)[], value: unknown) => {
      if (typeof value === 'object' && value !== null) {
        for (const [name, one] of Object.entries(value)) visit([...path, name], one);
        return;
      }
      const lines = structuredClone(honest);
      const [index, ...names] = path;
      set(lines[Number(index)], names.join('.'), change(value));
      if (!firstFailure(lines)) untouched.push(names.join('.'));
    };
    for (const [index, line] of honest.entries())
      for (const [name, one] of Object.entries(line)) visit([index, name], one);
    // The time of a line is not checked.
    expect([...new Set(untouched)].sort()).toEqual(['at']);
  });
});
