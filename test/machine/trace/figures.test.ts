import type { Reading } from '@mx-member/machine';
import { createFigures, type SeenCall, type SeenLine } from '@mx-member/machine/trace';
import { describe, expect, test } from 'vitest';

const AT = Date.UTC(2026, 0, 5, 12);
const QUESTION = { guid: '~C', type: 'TEXT', label: '~L', options: [] } as const;
const [EARLIER, LATER] = ['2026-01-05T11:00:00Z', '2026-01-05T12:00:00Z'];

/** A reading after this many seconds. */
const seen = (
  seconds: number,
  shown: Partial<Reading>,
  call: SeenCall = 'readStatus',
): SeenLine => {
  const at = AT + seconds * 1_000;
  const reading = {
    ...{ connectionStatus: 'CONNECTED', isBeingAggregated: false, challenges: [], at },
    ...{ aggregatedAt: LATER, successfullyAggregatedAt: LATER },
    ...shown,
  };
  const member = { userGuid: '~U', memberGuid: '~M' };
  return { trace: 1, type: 'reading', at, member, call, reading, dropped: [] };
};

function figuresOf(...lines: readonly SeenLine[]) {
  const figures = createFigures();
  for (const [index, line] of lines.entries()) figures.note(line, index + 1);
  return figures.figures;
}

describe('an order is strange', () => {
  test.each<readonly [string, SeenLine[], readonly string[]]>([
    [
      'if a result changes without a job',
      [seen(0, {}), seen(3, { connectionStatus: 'DENIED' })],
      ['CONNECTED idle → DENIED idle, without a job'],
    ],
    [
      'but not after another job',
      [seen(0, { aggregatedAt: EARLIER }), seen(3, { connectionStatus: 'DENIED' })],
      [],
    ],
    [
      'but not after a start',
      [seen(0, {}), seen(1, {}, 'startJob'), seen(3, { connectionStatus: 'DENIED' })],
      [],
    ],
    [
      'if answers were accepted without a question',
      [
        seen(0, { connectionStatus: 'CREATED', isBeingAggregated: true }),
        seen(3, { connectionStatus: 'RESUMED', isBeingAggregated: true }),
      ],
      ['CREATED running → RESUMED running, without a question'],
    ],
    [
      'but not from a question',
      [
        seen(0, { connectionStatus: 'CHALLENGED', isBeingAggregated: true }),
        seen(3, { connectionStatus: 'RESUMED', isBeingAggregated: true }),
      ],
      [],
    ],
  ])('%s', (_, lines, expected) => {
    expect(Object.keys(figuresOf(...lines).unknown.orders)).toEqual(expected);
  });
});

test('replicas lag from the first newer reading to the last older one', () => {
  const old = { aggregatedAt: EARLIER };
  const { staleFor } = figuresOf(
    seen(0, old),
    seen(3, {}),
    seen(6, old),
    seen(9, {}),
    seen(12, old),
  );
  expect(staleFor).toEqual({ count: 2, median: 9_000, longest: 9_000 });
});

test('an answered question is an echo until it disappears', () => {
  const asked = { connectionStatus: 'CHALLENGED', isBeingAggregated: true, challenges: [QUESTION] };
  const { echoFor } = figuresOf(
    seen(0, asked),
    seen(5, { connectionStatus: 'RESUMED', isBeingAggregated: true }, 'submitAnswers'),
    seen(7, asked),
    seen(10, { connectionStatus: 'RESUMED', isBeingAggregated: true }),
  );
  expect(echoFor).toEqual({ count: 1, median: 2_000, longest: 2_000 });
});

test('missing fields are counted, and unknown codes are named with their first line', () => {
  const { aggregatedAt: _, ...line } = (seen(3, { errorCode: 4711 }) as { reading: Reading })
    .reading;
  const figures = figuresOf(seen(0, { isBeingAggregated: null }), {
    ...seen(3, {}),
    reading: { ...line, at: AT },
  } as SeenLine);
  expect(figures.missing).toEqual({
    aggregated_at: 1,
    successfully_aggregated_at: 0,
    is_being_aggregated: 1,
  });
  expect(figures.unknown.errorCodes).toEqual({ 4711: { count: 1, line: 2 } });
});
