import type { Point } from './drawing.ts';

/** The radius of a corner, in pixels. */
const RADIUS = 6;

const between = (a: Point, b: Point, distance: number): Point => {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const share = Math.min(distance, length / 2) / length;
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
};

const text = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** A line through all points as an SVG path with round corners. */
export function svgPath(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (!before) return `M${text(point)}`;
      if (!after) return `L${text(point)}`;
      const [into, out] = [between(point, before, RADIUS), between(point, after, RADIUS)];
      return `L${text(into)}Q${text(point)} ${text(out)}`;
    })
    .join('');
}
