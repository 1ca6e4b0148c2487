import { html, render } from 'lit-html';
import type { AnyStateMachine } from 'xstate';
import { type ChartNow, drawChart } from './draw.ts';
import { createElk } from './elk.ts';
import { layOut, type PlacedChart } from './layout.ts';
import { createMeasure } from './measure.ts';
import { activeIds, type Chart, chartOf, eventLabel } from './model.ts';
import { followPointing } from './pointing.ts';
import { showActive } from './scroll.ts';

/** What the chart shows at one moment. */
export interface ChartMoment {
  /** The value of the machine's state; `null` before it runs. */
  readonly value: unknown;
  /** The keys of the transitions of the last step. */
  readonly taken: readonly string[];
}

export interface ChartPanel {
  /** Draws another machine. */
  draw(machine: AnyStateMachine): Promise<void>;
  show(moment: ChartMoment): void;
}

const ZOOM_STEP = 1.25;
const SMALLEST = 0.4;
const LARGEST = 2.5;

/** What can be pointed at, counted: `18 states and 44 transitions`. */
function extentOf({ states, edges, anywhere }: PlacedChart): string {
  const noted = [...states, ...(anywhere ? [anywhere] : [])].map(
    ({ state }) => state.reactions.length + state.jumps.length,
  );
  const drawn = edges.map(({ edge }) => edge.transitions.length);
  const transitions = [...noted, ...drawn].reduce((sum, count) => sum + count, 0);
  return `${states.length} states and ${transitions} transitions`;
}

const pathIn = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Object.entries(Object(value))
        .map(([key, rest]) => [key, pathIn(rest)].filter(Boolean).join(' › '))
        .join(', ');

const eventsOf = (taken: readonly string[]): string =>
  taken
    .map((key) => eventLabel(key.split(' ')[1] ?? ''))
    .filter(Boolean)
    .join(', then ') || 'the beginning';

/** A statechart with a line that says where it is, a line for what is pointed at, and buttons to zoom. */
export function createChartPanel(container: HTMLElement): ChartPanel {
  let chart: Chart | null = null;
  let placed: PlacedChart | null = null;
  let moment: ChartMoment = { value: null, taken: [] };
  let pointed: string | null = null;
  let zoom = 1;

  const now = (): ChartNow => ({
    active: new Set(chart && moment.value ? activeIds(chart.root.id, moment.value) : []),
    taken: new Set(moment.taken),
  });
  const zoomBy = (factor: number) => {
    zoom = factor === 0 ? 1 : Math.min(LARGEST, Math.max(SMALLEST, zoom * factor));
    update();
  };
  /** All that a screen reader says of the chart before one goes into it. */
  const summary = (): string => {
    if (!chart || !placed) return 'Statechart, not drawn yet';
    const where = moment.value === null ? 'Not running' : `Now ${pathIn(moment.value)}`;
    return `Statechart of ${chart.root.name}: ${extentOf(placed)}. ${where}. The arrow keys move between them.`;
  };
  const update = () =>
    render(
      html`
        <div class="chart-bar">
          <h2>Statechart</h2>
          <p class="where">
            ${moment.value === null ? 'Not running.' : html`Now <strong>${pathIn(moment.value)}</strong>, after ${eventsOf(moment.taken)}.`}
          </p>
          <div class="zoom" role="group" aria-label="Zoom">
            <button class="quiet" aria-label="Smaller" @click=${() => zoomBy(1 / ZOOM_STEP)}>−</button>
            <button class="quiet" @click=${() => zoomBy(0)}>Reset</button>
            <button class="quiet" aria-label="Larger" @click=${() => zoomBy(ZOOM_STEP)}>+</button>
          </div>
        </div>
        <div class="chart" style="--zoom: ${zoom}" tabindex="0" role="group" aria-label=${summary()}>
          ${placed ? drawChart(placed, now()) : html`<p class="hint">${chart ? 'Drawing…' : 'There is no machine to draw yet.'}</p>`}
        </div>
        <p class="pointed">
          ${pointed ?? chart?.root.description ?? ''}
        </p>
      `,
      container,
    );

  update();
  const frame = container.querySelector<HTMLElement>('.chart');
  if (frame)
    followPointing(frame, (text) => {
      pointed = text;
      update();
    });

  return {
    async draw(machine) {
      chart = chartOf(machine);
      placed = await layOut(chart, createElk(), createMeasure());
      update();
      if (frame) showActive(frame);
    },
    show(next) {
      const isNew = JSON.stringify(next.value) !== JSON.stringify(moment.value);
      moment = next;
      update();
      if (isNew && frame) showActive(frame);
    },
  };
}
