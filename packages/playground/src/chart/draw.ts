import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { classMap } from 'lit-html/directives/class-map.js';
import { ANYWHERE } from './graph.ts';
import type { PlacedChart, PlacedEdge, PlacedState, Point } from './layout.ts';
import type { ChartState, ChartTransition } from './model.ts';
import { FONTS, type Note, notesOfEdge, notesOfState, SIZES } from './notes.ts';
import { pathOf } from './path.ts';

/** What is going on in the chart. */
export interface ChartNow {
  /** The ids of the active states. */
  readonly active: ReadonlySet<string>;
  /** The keys of the transitions of the last step. */
  readonly taken: ReadonlySet<string>;
}

const nameOf = (id: string): string => id.split('.').slice(1).join(' › ') || ANYWHERE;

/** A transition in a sentence. */
function transitionText({ event, label, source, target, description }: ChartTransition): string {
  const what = event === '' ? `if ${label}` : label;
  const where =
    target === null ? `${nameOf(source)} stays` : `${nameOf(source)} → ${nameOf(target)}`;
  return `${what}: ${where}. ${description}`.trim();
}

function stateText({ id, kind, isInitial, description }: ChartState, isActive: boolean): string {
  const marks = [
    ...(isActive ? ['now'] : []),
    ...(isInitial ? ['the beginning'] : []),
    ...(kind === 'final' ? ['a final state'] : []),
  ];
  return `${nameOf(id)}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}: ${description}`;
}

/** One thing in the chart that can be pointed at. `data-text` is what it has to say. */
const thing = (classes: Record<string, boolean>, text: string, content: unknown) => svg`
  <g class=${classMap({ thing: true, ...classes })} tabindex="-1" role="img" aria-label=${text}
    data-text=${text}>${content}</g>
`;

/** Lines of words; those of a transition are one thing. @param place Where each of them begins, or its middle. */
function drawNotes(
  notes: readonly Note[],
  anchor: 'start' | 'middle',
  place: (index: number) => Point,
  { taken }: ChartNow,
) {
  const lines = notes.map(({ text, transition }, index) => {
    const { x, y } = place(index);
    const kind = transition ? 'small' : 'small call';
    return {
      transition,
      line: svg`<text class=${kind} text-anchor=${anchor} x=${x} y=${y}>${text}</text>`,
    };
  });
  return [...new Set(notes.map(({ transition }) => transition))].map((transition) => {
    const own = lines.filter((one) => one.transition === transition).map(({ line }) => line);
    if (!transition) return own;
    const isTaken = taken.has(transition.key);
    return thing({ transition: true, taken: isTaken }, transitionText(transition), own);
  });
}

/** The box of a state. */
function drawBox({ state, box }: PlacedState, now: ChartNow) {
  const { x, y, width, height } = box;
  const isActive = now.active.has(state.id);
  return thing(
    { state: true, [state.kind]: true, active: isActive },
    stateText(state, isActive),
    svg`
      <rect x=${x} y=${y} width=${width} height=${height} rx=${state.kind === 'routing' ? height / 2 : 8} />
      ${
        state.kind === 'final'
          ? svg`<rect class="inner" x=${x + 3} y=${y + 3} width=${width - 6} height=${height - 6} rx="5" />`
          : nothing
      }
      ${isActive ? svg`<circle class="now" cx=${x + width - 9} cy=${y + 10} r="4" />` : nothing}
    `,
  );
}

/** The dot and arrow to a state with which the one around it begins. */
function drawStart({ state, box }: PlacedState) {
  if (!state.isInitial) return nothing;
  const [x, y] = [box.x - SIZES.start, box.y + box.height / 2];
  return svg`
    <g class="start">
      <circle cx=${x + 4} cy=${y} r="4" />
      <path d="M${x + 8} ${y}H${box.x}" marker-end="url(#arrow)" />
    </g>
  `;
}

/** The words in a state. They stand over the arrows. */
function drawWords({ state, box }: PlacedState, now: ChartNow) {
  const { pad, title, line } = SIZES;
  const [x, y] = [box.x + pad, box.y + title];
  return svg`
    <text class="name" x=${x} y=${y}>${state.name}</text>
    ${drawNotes(notesOfState(state), 'start', (index) => ({ x, y: y + (index + 1) * line }), now)}
  `;
}

function drawEdge({ edge, points, label }: PlacedEdge, now: ChartNow) {
  const isTaken = edge.transitions.some(({ key }) => now.taken.has(key));
  const x = label.x + label.width / 2;
  const place = (index: number) => ({ x, y: label.y + (index + 1) * SIZES.line - 3 });
  return svg`
    <g class=${classMap({ edge: true, taken: isTaken })}>
      <path d=${pathOf(points)} marker-end=${isTaken ? 'url(#arrow-taken)' : 'url(#arrow)'} />
      <rect class="plate" x=${label.x} y=${label.y} width=${label.width} height=${label.height} rx="4" />
      ${drawNotes(notesOfEdge(edge), 'middle', place, now)}
    </g>
  `;
}

/** What stands for the machine as a whole. */
function drawAnywhere({ state, box }: PlacedState, now: ChartNow) {
  const [x, y] = [box.x + 8, box.y + SIZES.line];
  const place = (index: number) => ({ x, y: y + (index + 1) * SIZES.line });
  return svg`
    <g class="anywhere">
      <rect x=${box.x} y=${box.y} width=${box.width} height=${box.height} rx="11" />
      <text class="small" x=${x} y=${y}>${ANYWHERE}</text>
      ${drawNotes(notesOfState(state), 'start', place, now)}
    </g>
  `;
}

const arrow = (id: string) => svg`
  <marker id=${id} class=${id} viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto-start-reverse">
    <path d="M0 0 8 4 0 8z" />
  </marker>
`;

/** The chart as a picture. Its things take the focus one at a time; see `pointing.ts`. */
export function drawChart(
  { width, height, states, edges, anywhere }: PlacedChart,
  now: ChartNow,
): TemplateResult {
  const [outer, leaves] = [true, false].map((isOuter) =>
    states.filter(({ state }) => state.states.length > 0 === isOuter),
  );
  return html`
    <svg
      viewBox="0 0 ${width} ${height}"
      style="--width: ${width}px; --ratio: ${width / height}; --name: ${FONTS.name}; --small: ${FONTS.small}"
    >
      <defs>${arrow('arrow')}${arrow('arrow-taken')}</defs>
      ${outer?.map((one) => drawBox(one, now))}
      ${edges.map((one) => drawEdge(one, now))}
      ${states.map(drawStart)}
      ${outer?.map((one) => drawWords(one, now))}
      ${leaves?.map((one) => [drawBox(one, now), drawWords(one, now)])}
      ${anywhere ? drawAnywhere(anywhere, now) : nothing}
    </svg>
  `;
}
