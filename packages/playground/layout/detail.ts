import type { ELK } from 'elkjs/lib/elk-api.js';
import { type Drawing, type DrawnArrow, type Point, SIZES } from '../src/chart/drawing.ts';
import { graphOf, sizeOf } from './graph.ts';
import type { Chart, ChartState } from './model.ts';
import { arrowBetween, boxOf, labelAt, placeAnywhere, placePhase, routesTo } from './pieces.ts';

/**
 * Lays out all states. The phases stand side by side, and each is laid out on its own. The state that routes readings is above
 * them, because it leads to all of them. The final states are below.
 */

const GAP = 9;
/** Space beside the phases, for the arrows to the final states. */
const [LEFT, RIGHT] = [30, 20];
const ROUTER_HEIGHT = SIZES.title + SIZES.pad;

/** Places all states. @throws {Error} if a transition of the machine is not drawn. */
export async function layOutDetail({ root, edges }: Chart, elk: ELK): Promise<Drawing> {
  const phases = root.states.filter(({ kind }) => kind === 'compound');
  const [router] = root.states.filter(({ kind }) => kind === 'routing');
  const [connected, failed] = root.states.filter(({ kind }) => kind === 'final');
  if (!router || !connected || !failed)
    throw new Error('the chart does not have the expected states');

  const laidOut = await Promise.all(phases.map((phase) => elk.layout(graphOf(phase, edges))));
  const routes = phases.map((phase) => routesTo(phase, router, edges));
  const most = Math.max(...routes.map(({ lines }) => lines.length));
  const top = ROUTER_HEIGHT + (most + 1) * SIZES.line + 18;
  let x = LEFT + GAP;
  const placed = phases.map((phase, index) => {
    const node = laidOut[index] ?? { id: '' };
    const at = { x, y: top };
    x += Math.ceil(node.width ?? 0) + GAP;
    return placePhase(phase, node, edges, at);
  });
  const width = x + RIGHT;
  const bottom = Math.max(...placed.map(({ outer }) => outer.y + outer.height));
  const routerBox = boxOf(router, {
    x: SIZES.start,
    y: 0,
    width: width - SIZES.start,
    height: ROUTER_HEIGHT,
  });

  const fromRouter = (
    state: ChartState,
    points: readonly Point[],
    side: 'left' | 'middle' | 'right',
    at: Point,
  ): DrawnArrow => {
    const { keys, lines } = routesTo(state, router, edges);
    return {
      id: `${router.id} -> ${state.id}`,
      source: router.id,
      target: state.id,
      keys,
      points,
      label: labelAt(lines, at, side),
      about: '',
      isRare: false,
    };
  };
  const intoPhases = placed.map(({ phase, outer }) => {
    const middle = Math.round(outer.x + outer.width / 2);
    const down = [
      { x: middle, y: ROUTER_HEIGHT },
      { x: middle, y: outer.y },
    ];
    return fromRouter(phase, down, 'middle', {
      x: middle,
      y: ROUTER_HEIGHT + 10,
    });
  });
  const endY = bottom + 44;
  const endHeight = SIZES.title + SIZES.pad;
  const ends = [connected, failed].map((state) => {
    const size = { width: sizeOf(state).width, height: endHeight };
    const isLeft = state === connected;
    const box = boxOf(state, { x: isLeft ? SIZES.start : width - size.width, y: endY, ...size });
    const x = isLeft ? SIZES.start + 12 : width - 12;
    const down = [
      { x, y: ROUTER_HEIGHT },
      { x, y: endY },
    ];
    const at = { x: isLeft ? x - 10 : x + 10, y: endY - SIZES.line - 12 };
    return { box, arrow: fromRouter(state, down, isLeft ? 'left' : 'right', at) };
  });

  const outerOf = (id: string) =>
    placed.find(({ outer, inner }) => [outer, ...inner].some((box) => box.id === id))?.outer;
  const between = edges.flatMap((edge) => {
    const [from, to] = [outerOf(edge.source), outerOf(edge.target)];
    return from && to && from !== to ? [arrowBetween(edge, from, to)] : [];
  });
  const cancelling = edges.find(({ source, target }) => source === root.id && target === failed.id);
  const anywhere =
    cancelling &&
    placeAnywhere(root, cancelling, {
      x: width - sizeOf(failed).width,
      y: endY,
      height: endHeight,
    });

  const arrows = [
    ...placed.flatMap((phase) => phase.arrows),
    ...intoPhases,
    ...ends.map(({ arrow }) => arrow),
    ...between,
    ...(anywhere ? [anywhere.arrow] : []),
  ];
  const drawn = new Set(arrows.flatMap(({ keys }) => keys));
  const missing = edges
    .flatMap(({ transitions }) => transitions)
    .filter(({ key }) => !drawn.has(key));
  if (missing.length > 0) throw new Error(`not drawn: ${missing.map(({ key }) => key)}`);
  const boxes = [
    routerBox,
    ...placed.map(({ outer }) => outer),
    ...placed.flatMap(({ inner }) => inner),
    ...ends.map(({ box }) => box),
    ...(anywhere ? [anywhere.box] : []),
  ];
  return { width, height: endY + endHeight + 14, boxes, arrows };
}
