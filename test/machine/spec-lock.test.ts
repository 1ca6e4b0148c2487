import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { compile } from '../../scripts/spec/compile.ts';
import { differenceOf, movedRows } from '../../scripts/spec/difference.ts';
import type { VectorDraft } from '../../scripts/spec/draft.ts';
import {
  type Lock,
  lockOf,
  meaningsOf,
  movedNames,
  parseLock,
  printLock,
} from '../../scripts/spec/lock.ts';
import { locked, lockNow, unexplained } from '../../scripts/spec/lock-file.ts';
import { happens } from '../../scripts/spec/text/lines.ts';
import type { Outcome, Vector } from '../../scripts/spec/vector.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  promisify(execFile)(process.execPath, ['--conditions=@mx-member/source', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  });

const DRAFT: VectorDraft = {
  id: 'topic-name',
  description: '',
  rules: [],
  steps: [happens('done readStatus CONNECTED running'), happens('cancel', 'failed')],
};
const VECTOR = compile(DRAFT);
const lockOfVectors = (...vectors: readonly Vector[]): Lock =>
  lockOf(meaningsOf({ vectors, health: [], rules: [] }), new Map(), '');
const movedBy = (change: Partial<Vector>): readonly string[] =>
  movedNames(lockOfVectors(VECTOR), lockOfVectors({ ...VECTOR, ...change }));

/** The lock of today. */
const now = lockNow();

test('the specification means what vectors.lock says (`pnpm generate --diff HEAD` shows what has moved)', () => {
  expect(movedNames(locked(), now)).toEqual([]);
});

test('the changelog names every rule and every row of a table that has changed', () => {
  expect(unexplained(now)).toEqual([]);
});

test('a lock is the same after it was printed and read', () => {
  expect([...parseLock(printLock(now))]).toEqual([...now]);
});

test('the lock is not written in CI', async () => {
  const accept = run(['scripts/generate/main.ts', '--accept'], { CI: 'true' });
  await expect(accept).rejects.toThrow('not written in CI');
});

describe('a hash', () => {
  const begin = VECTOR.begin as Outcome;
  const [first, ...others] = VECTOR.steps;

  /** The vector with a field that is in every view and record, and that never changes. */
  const withField = (value: unknown): Partial<Vector> => ({
    begin: {
      ...begin,
      view: { ...begin.view, ...{ favouriteColour: value } },
      context: { ...begin.context, ...{ favouriteColour: value } },
    },
  });

  test('does not move with words for people', () => {
    expect(movedBy({ description: 'Other words.', rules: ['L1'], sources: ['CW'] })).toEqual([]);
  });

  test.each<[string, Partial<Vector>]>([
    ['the input', { input: { ...Object(VECTOR.input), oauth: true } }],
    ['an effect of the beginning', { begin: { ...begin, effects: [] } }],
    ['a field of the record', { begin: { ...begin, context: { ...begin.context, round: 7 } } }],
    ['a field of the view', { begin: { ...begin, view: { ...begin.view, busy: false } } }],
    ['a new field with a value of its own', withField('MX Bank')],
    ['a step', { steps: others }],
    [
      'a field of a step',
      { steps: [{ ...(first as Outcome), ...{ context: {} } } as never, ...others] },
    ],
  ])('moves with %s', (_, change) => {
    expect(movedBy(change)).toContain('vector topic-name');
  });

  test('of a first value is there for each field that a vector changes, and for no other', () => {
    const lock = lockOfVectors(VECTOR);
    expect(lock.has('first context lastStampAt')).toBe(true);
    expect(lock.has('first context answerWith')).toBe(false);
  });

  test('does not depend on the order of fields', () => {
    const { view, context, ...rest } = begin;
    expect(movedBy({ begin: { context, view, ...rest } })).toEqual([]);
  });
});

describe('the changelog', () => {
  const lock: Lock = new Map([
    ['status SUSPENDED', { hash: '000000000000', version: '2.1.0' }],
    ['rule A1', { hash: '000000000000', version: null }],
    ['vector a-b', { hash: '000000000000', version: null }],
  ]);

  test.each([
    ['names the row', '2.1.0\n\n- **SUSPENDED** ends a lifecycle.', []],
    ['is silent', '2.1.0\n\n- **A1** has another word.', ['status SUSPENDED']],
    ['names another row', '2.1.0\n\n- **SUSPENDED_LONG** is new.', ['status SUSPENDED']],
  ])('that %s', (_, section, missing) => {
    expect(unexplained(lock, [], () => section)).toEqual(missing);
  });

  test('names removed rows too, but not vectors', () => {
    const removed = ['error 1000', 'vector a-c'];
    expect(unexplained(new Map(), removed, () => 'nothing')).toEqual(['error 1000']);
  });

  test('a row that changes has the version that changed it, and any other row keeps its version', () => {
    const before: Lock = new Map([
      ['status A', { hash: '000000000000', version: '1.1.0' }],
      ['vector a', { hash: '000000000000', version: null }],
    ]);
    const meanings = new Map(['status A', 'status B', 'vector a'].map((name) => [name, name]));
    const changed = lockOf(meanings, before, '2.1.0');
    expect([...changed.values()].map(({ version }) => version)).toEqual(['2.1.0', '2.1.0', null]);
    expect([...lockOf(meanings, changed, '2.2.0')]).toEqual([...changed]);
  });
});

test('an unknown commit cannot be compared', async () => {
  const diff = run(['scripts/generate/main.ts', '--diff', 'no-such-commit']);
  await expect(diff).rejects.toThrow('git does not know the commit no-such-commit.');
});

test('a difference names the fields, with their values before and after', () => {
  const before = new Map<string, unknown>([
    ['vector a', { steps: [{ view: { rule: 'failed' }, effects: [] }] }],
    ['vector b', 1],
    ['vector c', 1],
    ['rule A1', 'It MUST.'],
  ]);
  const after = new Map<string, unknown>([
    ['vector a', { steps: [{ view: { rule: 'limit' }, effects: [], state: 'failed' }] }],
    ['vector c', 1],
    ['vector d', 1],
    ['rule A1', 'It MUST NOT.'],
  ]);
  expect(differenceOf(before, after)).toEqual([
    'vector a',
    '  steps.0.view.rule: "failed" → "limit"',
    '  steps.0.state: absent → "failed"',
    'vector b',
    '  removed',
    'rule A1',
    '  "It MUST." → "It MUST NOT."',
    'vector d',
    '  added',
  ]);
});

describe('a new field', () => {
  /** A vector whose records are damaged in one field after the other. */
  const damaged = (fields: readonly string[]) => {
    const record = Object.fromEntries(fields.map((field) => [field, 0]));
    return new Map<string, unknown>([
      [
        'vector damaged',
        { steps: fields.map((field) => ({ record: { ...record, [field]: -1 }, refused: true })) },
      ],
    ]);
  };
  const FIELDS = Array.from({ length: 100 }, (_, index) => `field${index}`);

  test('that is damaged in a step of its own is one step and one field, not all steps behind it', () => {
    const after = damaged(FIELDS.toSpliced(50, 0, 'newField'));
    expect(differenceOf(damaged(FIELDS), after)).toEqual([
      'vector damaged',
      '  steps.*.record.newField: absent → 0 (100 times)',
      expect.stringMatching(/^ {2}steps\.50: added \{"record":/),
    ]);
  });

  test('in many vectors is said once, with the names of some', () => {
    const vectors = (field: object) =>
      new Map<string, unknown>(
        Array.from({ length: 7 }, (_, index) => [
          `vector ${index}`,
          { steps: [{ view: { ...field, rule: index } }] },
        ]),
      );
    expect(differenceOf(vectors({}), vectors({ tries: 1 }))).toEqual([
      'vector 0, vector 1, vector 2, vector 3, vector 4, and 2 more',
      '  steps.0.view.tries: absent → 1',
    ]);
  });
});

test('readings that another row decides are listed by both rows', () => {
  const before = new Map([
    ['a step 1', 'early'],
    ['a step 2', 'early'],
    ['b step 1', 'early'],
    ['c step 1', 'start'],
  ]);
  const after = new Map([
    ['a step 1', 'failure'],
    ['a step 2', 'success'],
    ['b step 1', 'failure'],
    ['c step 1', 'start'],
    ['d step 1', 'old'],
  ]);
  expect(movedRows(before, after)).toEqual([
    'row early → failure: 2 readings (a step 1, b step 1)',
    'row early → success: a reading (a step 2)',
  ]);
});
