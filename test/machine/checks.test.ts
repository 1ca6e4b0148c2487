import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { begin, stepUnchecked } from '../../packages/machine/src/chart/step.ts';
import { EVENT } from '../../packages/machine/src/data/event-shape.ts';
import {
  FAULT,
  INPUT,
  READING,
  RECORD,
  UNSAFE_INPUT,
} from '../../packages/machine/src/data/shapes.ts';
import { firstError } from '../../packages/machine/src/data/validate.ts';
import { MEMBER } from '../support/fake-member.ts';
import { plainError } from '../support/plain-check.ts';
import { runCount } from '../support/run-count.ts';
import { eventOf, walks } from '../support/walks.ts';

const SHAPES = { INPUT, UNSAFE_INPUT, RECORD, EVENT, READING, FAULT };
type Shape = keyof typeof SHAPES;

/** Whether a value is valid. The compiled check and a plain one must agree. */
function agree(shape: Shape, value: unknown): boolean {
  const error = firstError(SHAPES[shape], value, 'it');
  expect(error).toBe(plainError(SHAPES[shape], value, 'it'));
  return error === null;
}

const input = {
  member: MEMBER,
  job: 'aggregate',
  oauth: false,
  answerWith: 'guid',
  act: {
    type: 'credentials',
    before: { connectionStatus: null, aggregatedAt: '2026-01-01T00:00:00Z', challenges: [] },
    reply: null,
    at: Date.UTC(2026, 0, 1),
  },
  pacing: { busy: 4_000 },
  deadlines: {},
} as const;

/** Valid values of every shape: the records and events of a random walk. */
const good = walks.map((walk): readonly (readonly [Shape, unknown])[] => {
  let { record } = begin(input);
  let at = Date.UTC(2026, 0, 1);
  const values: (readonly [Shape, unknown])[] = [
    ['INPUT', input],
    ['UNSAFE_INPUT', { ...input, pacing: { busy: 0 } }],
    ['RECORD', record],
  ];
  for (const happening of walk) {
    at += happening.gap;
    const event = eventOf(happening, record, at);
    ({ record } = stepUnchecked(record, event));
    values.push(['EVENT', event], ['RECORD', record]);
    if (event.type === 'done') values.push(['READING', event.reading]);
    if (event.type === 'error') values.push(['FAULT', event.fault]);
  }
  return values;
});
const oneGood = fc
  .tuple(good, fc.nat())
  .map(([values, index]) => values[index % values.length] as readonly [Shape, unknown]);

/** Values that are never valid. */
const junk = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    true,
    0,
    -1,
    -0,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    1n,
    '',
    'CONNECTED',
    'cancel',
    'x'.repeat(300),
    Symbol('x'),
    () => {},
    new Date(0),
    new Map(),
    [],
    {},
    [undefined],
    [{}],
    { type: 'cancel' },
    { type: 'toString' },
    new String('cancel'),
    Object.create({ type: 'cancel' }),
    Object.create(null),
  ),
  fc.anything({ maxDepth: 2 }),
);
const keys = fc.constantFrom('type', 'extra', 'toString', '__proto__', 'constructor', 'turn', '0');

type Change = (parent: Record<PropertyKey, unknown>, key: string) => void;
/** A mistake at one place of a value. */
const changes: fc.Arbitrary<Change> = fc.oneof(
  junk.map(
    (value): Change =>
      (parent, key) => {
        parent[key] = value;
      },
  ),
  fc.constant<Change>((parent, key) => {
    delete parent[key];
  }),
  fc.tuple(keys, junk).map(
    ([name, value]): Change =>
      (parent) => {
        Object.defineProperty(parent, name, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      },
  ),
  // A field that is invisible in JSON, or inherited.
  fc.constant<Change>((parent, key) => {
    Object.defineProperty(parent, key, { value: parent[key], enumerable: false });
  }),
  fc.constant<Change>((parent, key) => {
    // A list without its methods is not a list.
    if (Array.isArray(parent)) return;
    const value = parent[key];
    delete parent[key];
    Object.setPrototypeOf(parent, { [key]: value });
  }),
);

type Place = readonly [parent: Record<PropertyKey, unknown>, key: string];
const placesIn = (value: unknown): Place[] =>
  typeof value === 'object' && value !== null
    ? Object.keys(value).flatMap((key) => {
        const parent = value as Record<PropertyKey, unknown>;
        return [[parent, key] as const, ...placesIn(parent[key])];
      })
    : [];

describe('the compiled check of shapes', () => {
  test('accepts everything that the machine makes', () => {
    fc.assert(
      fc.property(good, (values) => {
        for (const [shape, value] of values) expect(agree(shape, value)).toBe(true);
      }),
      { numRuns: runCount(100) },
    );
  });

  test('agrees with a plain check about any mistake', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        oneGood,
        fc.array(fc.tuple(fc.nat(), changes), { minLength: 1, maxLength: 2 }),
        ([shape, value], mistakes) => {
          const spoiled = structuredClone(value);
          const places = placesIn(spoiled);
          for (const [place, change] of mistakes) {
            const [parent, key] = places[place % places.length] ?? [];
            if (parent && key !== undefined) change(parent, key);
          }
          if (!agree(shape, spoiled)) refused += 1;
        },
      ),
      { numRuns: runCount(3_000) },
    );
    expect(refused).toBeGreaterThan(runCount(1_000));
  });

  test('agrees with a plain check about values that are not objects', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Shape>('INPUT', 'RECORD', 'EVENT', 'READING', 'FAULT'),
        junk,
        (shape, value) => {
          agree(shape, value);
        },
      ),
      { numRuns: runCount(1_000) },
    );
  });

  test('checks inherited fields too, and names them', () => {
    const record = { ...begin(input).record };
    const { context, ...rest } = record;
    const hidden = Object.setPrototypeOf(rest, { context: { ...context, round: 'SECRET' } });
    expect(agree('RECORD', hidden)).toBe(false);
    expect(firstError(RECORD, hidden, 'record')).toBe(
      'record.context.round must be a whole number, not a text',
    );
    expect(agree('RECORD', Object.setPrototypeOf({ ...rest }, { context }))).toBe(true);
  });
});
