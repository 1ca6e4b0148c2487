import type { Path, Plan } from './overview.ts';

/** The plan for a phone: the phases from top to bottom, with the bank's own page and `failed` beside them. */

const BOX = { width: 140, height: 98 };
const GAP = 44;
const LEFT = 22;
const RIGHT = LEFT + BOX.width + 36;
/** The line to `connected` on the left of the phases, and the line to `failed` on their right. */
const LINES = { connected: 8, failed: LEFT + BOX.width + 20 } as const;

const row = (index: number) => 2 + index * (BOX.height + GAP);

export function planNarrow(isOauth: boolean): Plan {
  const places = {
    aggregating: { x: LEFT, y: row(0) },
    challenged: { x: LEFT, y: row(1) },
    resumed: { x: LEFT, y: row(2) },
    ...(isOauth && { authorizing: { x: RIGHT, y: row(0) } }),
    connected: { x: LEFT, y: row(3) },
    failed: { x: RIGHT, y: row(3) },
  };
  const yOf = (name: string) => places[name as keyof typeof places]?.y ?? 0;
  const middle = LEFT + BOX.width / 2;
  const side = LEFT + BOX.width;
  const foot = (name: string) => yOf(name) + BOX.height;

  const down = (from: string, to: string, x: number, label: Path['label']): Path => ({
    points: [
      { x, y: foot(from) },
      { x, y: yOf(to) },
    ],
    label,
  });
  const up = (from: string, to: string, x: number, label: Path['label']): Path => ({
    points: [
      { x, y: yOf(from) },
      { x, y: foot(to) },
    ],
    label,
  });
  const between = (upper: string, offset: number) => foot(upper) + GAP / 2 + offset;
  const toConnected = (from: string): Path => ({
    points: [
      { x: LEFT, y: yOf(from) + 60 },
      { x: LINES.connected, y: yOf(from) + 60 },
      { x: LINES.connected, y: row(3) + 40 },
      { x: LEFT, y: row(3) + 40 },
    ],
    label: null,
  });
  const toFailed = (from: string): Path => ({
    points: [
      { x: side, y: yOf(from) + 72 },
      { x: LINES.failed, y: yOf(from) + 72 },
      { x: LINES.failed, y: row(3) - 18 },
      { x: RIGHT + 50, y: row(3) - 18 },
      { x: RIGHT + 50, y: row(3) },
    ],
    label: null,
  });
  const toAuthorizing = (from: string, x: number): Path => ({
    points: [
      { x: side, y: yOf(from) + 36 },
      { x, y: yOf(from) + 36 },
      { x, y: foot('authorizing') },
    ],
    label: null,
    isRare: true,
  });

  const PATHS: Readonly<Record<string, () => Path>> = {
    'aggregating authorizing': () => ({
      points: [
        { x: side, y: row(0) + 22 },
        { x: RIGHT, y: row(0) + 22 },
      ],
      label: null,
    }),
    'authorizing aggregating': () => ({
      points: [
        { x: RIGHT, y: row(0) + 48 },
        { x: side, y: row(0) + 48 },
      ],
      label: null,
    }),
    'aggregating challenged': () =>
      down('aggregating', 'challenged', middle - 40, {
        x: middle - 40 + 24,
        y: between('aggregating', 0),
      }),
    'challenged aggregating': () => ({
      ...up('challenged', 'aggregating', middle + 54, null),
      isRare: true,
    }),
    'challenged resumed': () =>
      down('challenged', 'resumed', middle - 40, { x: middle - 16, y: between('challenged', -10) }),
    'resumed challenged': () =>
      up('resumed', 'challenged', middle + 54, { x: middle + 20, y: between('challenged', 10) }),
    'resumed aggregating': () => ({
      points: [
        { x: LEFT, y: row(2) + 30 },
        { x: LEFT - 8, y: row(2) + 30 },
        { x: LEFT - 8, y: row(0) + 30 },
        { x: LEFT, y: row(0) + 30 },
      ],
      label: null,
      isRare: true,
    }),
    'aggregating connected': () => toConnected('aggregating'),
    'challenged connected': () => ({ ...toConnected('challenged'), isRare: true }),
    'resumed connected': () =>
      down('resumed', 'connected', middle - 40, { x: middle - 20, y: between('resumed', 6) }),
    'aggregating failed': () => toFailed('aggregating'),
    'challenged failed': () => toFailed('challenged'),
    'resumed failed': () => toFailed('resumed'),
    'authorizing connected': () => ({
      points: [
        { x: RIGHT + 14, y: foot('authorizing') },
        { x: RIGHT + 14, y: row(3) - 32 },
        { x: middle + 50, y: row(3) - 32 },
        { x: middle + 50, y: row(3) },
      ],
      label: null,
    }),
    'authorizing failed': () => down('authorizing', 'failed', RIGHT + 100, null),
    'authorizing challenged': () => ({
      points: [
        { x: RIGHT + 28, y: foot('authorizing') },
        { x: RIGHT + 28, y: row(1) + 20 },
        { x: side, y: row(1) + 20 },
      ],
      label: null,
      isRare: true,
    }),
    'challenged authorizing': () => toAuthorizing('challenged', RIGHT + 42),
    'resumed authorizing': () => toAuthorizing('resumed', RIGHT + 56),
  };
  return {
    width: RIGHT + BOX.width + 2,
    height: row(3) + BOX.height + 2,
    box: BOX,
    places,
    pathOf: (way) => PATHS[way]?.(),
  };
}
