import type { Path, Plan } from './overview.ts';

/** The wide plan: the phases from left to right, with the final states below. Arrows to a final state share one line. */

const BOX = { width: 192, height: 78 };
const GAP = 116;
const [TOP, BOTTOM] = [20, 190];
/** The shared lines: to `connected`, and below it to `failed`. */
const LINES = { connected: 128, failed: 150 } as const;
/** Space for the mark of the initial state. */
const LEFT = 20;
const WIDTH = LEFT + 3 * BOX.width + 2 * GAP;

export function planWide(isOauth: boolean): Plan {
  const column = (index: number) => LEFT + index * (BOX.width + GAP);
  const between = (BOX.width + GAP) / 2;
  const places = {
    aggregating: { x: column(0), y: TOP },
    challenged: { x: column(1), y: TOP },
    resumed: { x: column(2), y: TOP },
    ...(isOauth && { authorizing: { x: column(0), y: BOTTOM } }),
    connected: { x: isOauth ? column(1) : column(0) + between, y: BOTTOM },
    failed: { x: isOauth ? column(2) : column(1) + between, y: BOTTOM },
  };
  const at = (name: string) => places[name as keyof typeof places] ?? { x: 0, y: 0 };
  const middle = (name: string) => at(name).x + BOX.width / 2;
  const foot = TOP + BOX.height;
  const right = (name: string) => at(name).x + BOX.width;

  /** A path down from a phase to the shared line of a final state, along the line, and down again. */
  const toFinal = (from: string, to: 'connected' | 'failed'): Path => {
    const x = middle(from) + (to === 'connected' ? 18 : 48);
    const end = middle(to);
    const y = LINES[to];
    return {
      points: [
        { x, y: foot },
        { x, y },
        { x: end, y },
        { x: end, y: BOTTOM },
      ],
      label: from === 'resumed' && to === 'connected' ? { x: end, y: 170 } : null,
    };
  };
  const across = (from: string, to: string, y: number): Path => {
    const isForward = at(to).x > at(from).x;
    const [start, end] = isForward ? [right(from), at(to).x] : [at(from).x, right(to)];
    return {
      points: [
        { x: start, y },
        { x: end, y },
      ],
      label: { x: (start + end) / 2, y: y - 11 },
    };
  };
  /** A path above the phases. */
  const over = (from: string, to: string, offset: number): Path => {
    const [start, end, y] = [middle(from) - offset, middle(to) + offset, 8];
    return {
      points: [
        { x: start, y: TOP },
        { x: start, y },
        { x: end, y },
        { x: end, y: TOP },
      ],
      label: { x: (start + end) / 2, y },
      isRare: true,
    };
  };
  const beside = (offset: number, isDown: boolean): Path => {
    const x = at('aggregating').x + offset;
    const points = [
      { x, y: foot },
      { x, y: BOTTOM },
    ];
    return {
      points: isDown ? points : points.toReversed(),
      label: isDown ? { x: x + 14, y: 118 } : { x: x + 24, y: 170 },
    };
  };
  /** A path between the phases and the bank's own page, close above the page. */
  const low = (phase: string, x: number, end: number): Path => ({
    points: [
      { x: at(phase).x + x, y: foot },
      { x: at(phase).x + x, y: BOTTOM - 8 },
      { x: end, y: BOTTOM - 8 },
      { x: end, y: BOTTOM },
    ],
    label: null,
    isRare: true,
  });

  const PATHS: Readonly<Record<string, () => Path>> = {
    'aggregating authorizing': () => beside(28, true),
    'authorizing aggregating': () => beside(58, false),
    'aggregating challenged': () => across('aggregating', 'challenged', TOP + 26),
    'challenged resumed': () => across('challenged', 'resumed', TOP + 26),
    'resumed challenged': () => across('resumed', 'challenged', TOP + 56),
    'challenged aggregating': () => ({
      ...across('challenged', 'aggregating', TOP + 56),
      isRare: true,
    }),
    'resumed aggregating': () => over('resumed', 'aggregating', 0),
    'aggregating connected': () => toFinal('aggregating', 'connected'),
    'challenged connected': () => ({ ...toFinal('challenged', 'connected'), isRare: true }),
    'resumed connected': () => toFinal('resumed', 'connected'),
    'aggregating failed': () => toFinal('aggregating', 'failed'),
    'challenged failed': () => toFinal('challenged', 'failed'),
    'resumed failed': () => toFinal('resumed', 'failed'),
    'authorizing connected': () => across('authorizing', 'connected', BOTTOM + 26),
    'authorizing failed': () => ({
      points: [
        { x: middle('authorizing'), y: BOTTOM + BOX.height },
        { x: middle('authorizing'), y: BOTTOM + BOX.height + 18 },
        { x: middle('failed'), y: BOTTOM + BOX.height + 18 },
        { x: middle('failed'), y: BOTTOM + BOX.height },
      ],
      label: null,
    }),
    'authorizing challenged': () => {
      const path = low('challenged', 20, right('authorizing') - 50);
      return { ...path, points: path.points.toReversed() };
    },
    'challenged authorizing': () => low('challenged', 36, right('authorizing') - 20),
    'resumed authorizing': () => low('resumed', 20, right('authorizing') - 20),
  };
  return {
    width: WIDTH,
    height: BOTTOM + BOX.height + (isOauth ? 24 : 2),
    box: BOX,
    places,
    pathOf: (way) => PATHS[way]?.(),
  };
}
