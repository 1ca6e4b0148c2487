import { html, nothing, svg, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { type Drawing, type DrawnArrow, type DrawnBox, type Line, SIZES } from './drawing.ts';
import { svgPath } from './path.ts';

/** The current state of the chart. */
export interface ChartNow {
  /** The ids of the active states. */
  readonly active: ReadonlySet<string>;
  /** The keys of the transitions of the last step, and the ids of the arrows between phases. */
  readonly taken: ReadonlySet<string>;
  /** A sentence about each transition, by key. */
  readonly about: ReadonlyMap<string, string>;
}

/** One thing in the chart that can be pointed at. `data-text` is its description. */
const thing = (classes: Record<string, boolean>, text: string, content: unknown) => svg`
  <g class=${classMap({ thing: true, ...classes })} tabindex="-1" role="img" aria-label=${text}
    data-text=${text}>${content}</g>
`;

/** Lines of text. All lines of a transition are one thing. */
function drawLines(
  lines: readonly Line[],
  anchor: 'start' | 'middle',
  x: number,
  y: number,
  { taken, about }: ChartNow,
) {
  const drawn = lines.map(({ text, key }, index) => ({
    key,
    line: svg`<text class=${key === null ? 'small plain' : 'small'} text-anchor=${anchor} x=${x} y=${y + index * SIZES.line}>${text}</text>`,
  }));
  return [...new Set(lines.map(({ key }) => key))].map((key) => {
    const own = drawn.filter((one) => one.key === key).map(({ line }) => line);
    if (key === null) return own;
    return thing({ transition: true, taken: taken.has(key) }, about.get(key) ?? '', own);
  });
}

function drawBox(box: DrawnBox, { active }: ChartNow) {
  const { x, y, width, height, kind, about } = box;
  const isActive = active.has(box.id);
  return thing(
    { state: true, [kind]: true, active: isActive },
    isActive ? `Now: ${about}` : about,
    svg`
      <rect x=${x} y=${y} width=${width} height=${height} rx=${kind === 'routing' ? height / 2 : 8} />
      ${
        kind === 'final'
          ? svg`<rect class="inner" x=${x + 3} y=${y + 3} width=${width - 6} height=${height - 6} rx="5" />`
          : nothing
      }
      ${isActive ? svg`<circle class="now" cx=${x + width - 11} cy=${y + 12} r="4.5" />` : nothing}
    `,
  );
}

/** The dot and arrow of an initial state. */
function drawStart({ isInitial, x, y, height }: DrawnBox) {
  if (!isInitial || x < SIZES.start) return nothing;
  const middle = y + height / 2;
  return svg`
    <g class="start">
      <circle cx=${x - SIZES.start + 4} cy=${middle} r="4" />
      <path d="M${x - SIZES.start + 8} ${middle}H${x}" marker-end="url(#arrow)" />
    </g>
  `;
}

/** The text in a box. It is drawn above the arrows. */
function drawWords({ x, y, name, lines }: DrawnBox, now: ChartNow) {
  const { pad, title, line } = SIZES;
  return svg`
    <text class="name" x=${x + pad} y=${y + title - 3}>${name}</text>
    ${drawLines(lines, 'start', x + pad, y + title + line - 3, now)}
  `;
}

const isTaken = ({ id, keys }: DrawnArrow, { taken }: ChartNow): boolean =>
  taken.has(id) || keys.some((key) => taken.has(key));

/** The line of an arrow. Between phases the line can be pointed at; otherwise its text can. */
function drawArrow(arrow: DrawnArrow, now: ChartNow) {
  const { points, about } = arrow;
  const taken = isTaken(arrow, now);
  const line = svgPath(points);
  const content = svg`
    <path d=${line} marker-end=${taken ? 'url(#arrow-taken)' : 'url(#arrow)'} />
    <path class="reach" d=${line} />
  `;
  return about === ''
    ? svg`<g class=${classMap({ arrow: true, taken })}>${content}</g>`
    : thing({ arrow: true, taken }, taken ? `The last step: ${about}` : about, content);
}

function drawLabel(arrow: DrawnArrow, now: ChartNow) {
  const { label } = arrow;
  if (!label) return nothing;
  return svg`
    <g class=${classMap({ label: true, taken: isTaken(arrow, now) })}>
      <rect class="plate" x=${label.x} y=${label.y} width=${label.width} height=${label.height} rx="4" />
      ${drawLines(label.lines, 'middle', label.x + label.width / 2, label.y + SIZES.line - 3, now)}
    </g>
  `;
}

const marker = (id: string) => svg`
  <marker id=${id} class=${id} viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto-start-reverse">
    <path d="M0 0 8 4 0 8z" />
  </marker>
`;

/** The chart as a picture. Its things get the focus one at a time; see `pointing.ts`. */
export function drawChart(drawing: Drawing, now: ChartNow): TemplateResult {
  const { width, height, boxes } = drawing;
  const [outer, inner] = [true, false].map((isOuter) =>
    boxes.filter(({ kind }) => (kind === 'compound') === isOuter),
  );
  const shown = drawing.arrows.filter((arrow) => !arrow.isRare || isTaken(arrow, now));
  // Transitions that were taken are drawn on top.
  const arrows = shown.toSorted((a, b) => Number(isTaken(a, now)) - Number(isTaken(b, now)));
  return html`
    <svg
      viewBox="-1 -1 ${width + 2} ${height + 2}"
      style="--width: ${width}px; --name: ${SIZES.name}px; --small: ${SIZES.small}px"
    >
      <defs>${marker('arrow')}${marker('arrow-taken')}</defs>
      ${outer?.map((box) => drawBox(box, now))}
      ${arrows.map((arrow) => drawArrow(arrow, now))}
      ${boxes.map(drawStart)}
      ${outer?.map((box) => drawWords(box, now))}
      ${inner?.map((box) => [drawBox(box, now), drawWords(box, now)])}
      ${arrows.map((arrow) => drawLabel(arrow, now))}
    </svg>
  `;
}
