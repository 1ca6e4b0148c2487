import { html, nothing, render, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { type ChartNow, drawChart } from './draw.ts';
import type { Drawing } from './drawing.ts';
import { activeIds, eventLabel } from './events.ts';
import { LAYOUT } from './file.ts';
import { followPointing } from './pointing.ts';
import { showActive } from './scroll.ts';

/** What the chart shows at one moment. */
export interface ChartMoment {
  /** The state of the machine, as in records; `null` before it runs. */
  readonly place: string | null;
  /** The keys of the transitions of the last step. */
  readonly taken: readonly string[];
  /** The states before and after the last change of phase; `null` for none. */
  readonly led: { readonly from: string | null; readonly to: string } | null;
  /** Whether it shows the past, because an entry of the log is selected. */
  readonly isPast: boolean;
  /** A note for the bar: for how long, and what comes next. */
  readonly note: string;
  /** Whether the member connects on the bank's own page. Then that state is shown. */
  readonly isOauth: boolean;
}

export interface ChartPanel {
  show(moment: ChartMoment): void;
}

const NOTHING: ChartMoment = {
  place: null,
  taken: [],
  led: null,
  isPast: false,
  note: '',
  isOauth: false,
};

/** How much the chart may shrink before its text is too small, as a share of its width. The styles have the same number. */
const SMALLEST = 0.96;

const ABOUT: ReadonlyMap<string, string> = new Map(
  LAYOUT.transitions.map(({ key, about }) => [key, about]),
);

const phaseOf = (place: string): string => place.split('.')[0] ?? '';

const inWords = (place: string): string => place.replaceAll('.', ' › ');

const eventsOf = (taken: readonly string[]): string =>
  taken
    .map((key) => eventLabel(key.split(' ')[1] ?? ''))
    .filter(Boolean)
    .join(', then ');

/** The id of the arrow between two phases. */
const arrowId = ({ led }: ChartMoment): readonly string[] => {
  if (!led?.from) return [];
  const [from, to] = [phaseOf(led.from), phaseOf(led.to)];
  return from === to ? [] : [`${from} -> ${to}`];
};

/** Whether to show the state for the bank's own page. */
const needsAuthorizing = ({ isOauth, place, led }: ChartMoment): boolean =>
  isOauth || [place, led?.from, led?.to].some((one) => one?.startsWith('authorizing') === true);

/** The width of the widest chart that is not cut off, in pixels. */
function roomIn(container: HTMLElement): number {
  const { paddingInline } = getComputedStyle(container);
  return container.clientWidth - 2 * Number.parseFloat(paddingInline);
}

/** Chooses the drawing. In a narrow page the phases stand below each other. */
function drawingOf(moment: ChartMoment, isDetailed: boolean, room: number): Drawing {
  if (isDetailed) return LAYOUT.detail;
  const { wide, narrow } = LAYOUT.overview;
  const plan = needsAuthorizing(moment) ? 'oauth' : 'plain';
  return wide[plan].width * SMALLEST <= room ? wide[plan] : narrow[plan];
}

const isNarrow = (drawing: Drawing): boolean =>
  Object.values(LAYOUT.overview.narrow).includes(drawing);

const nowOf = (moment: ChartMoment, isDetailed: boolean): ChartNow => ({
  active: new Set(moment.place === null ? [] : activeIds(LAYOUT.id, moment.place)),
  taken: new Set(isDetailed ? moment.taken : arrowId(moment)),
  about: ABOUT,
});

/** The line beside the title: the current state. */
function whereIs({ place, taken, isPast, note }: ChartMoment, isDetailed: boolean): TemplateResult {
  if (place === null) return html`The machine is not running.`;
  const after = isDetailed ? eventsOf(taken) : '';
  return html`${isPast ? 'Then' : 'Now'} <strong>${inWords(place)}</strong>${after && `, after ${after}`}${note && `, ${note}`}.`;
}

/** A statechart with a line for the current state, a line for what is pointed at, and a button that shows all states. */
export function createChartPanel(container: HTMLElement): ChartPanel {
  let moment = NOTHING;
  let pointed: string | null = null;
  let isDetailed = false;
  let room = roomIn(container);

  /** The description of the whole chart for a screen reader. */
  const summary = ({ boxes }: Drawing): string => {
    const where = moment.place === null ? 'Not running' : `Now ${inWords(moment.place)}`;
    const states = boxes.filter(({ kind }) => kind !== 'anywhere').length;
    return `Statechart: ${states} states. ${where}. The arrow keys move between states and transitions.`;
  };
  const description = (drawing: Drawing): string => {
    const { place } = moment;
    const active = activeIds(LAYOUT.id, place ?? '').toReversed();
    const box = active.map((id) => drawing.boxes.find((one) => one.id === id)).find(Boolean);
    return place === null || !box ? LAYOUT.description : box.about;
  };
  const toggle = () => {
    isDetailed = !isDetailed;
    pointed = null;
    update();
    if (frame) showActive(frame);
  };
  const update = () => {
    const drawing = drawingOf(moment, isDetailed, room);
    render(
      html`
        <div class="chart-bar">
          <h2>Statechart</h2>
          <p class="where">${whereIs(moment, isDetailed)}</p>
          <button class="quiet" aria-pressed=${isDetailed ? 'true' : 'false'} @click=${toggle}>
            All states
          </button>
        </div>
        <div
          class=${classMap({ chart: true, detailed: isDetailed, narrow: isNarrow(drawing) })}
          tabindex="0"
          role="group"
          aria-label=${summary(drawing)}
        >
          ${drawChart(drawing, nowOf(moment, isDetailed))}
        </div>
        <p class="pointed">${pointed ?? description(drawing) ?? nothing}</p>
      `,
      container,
    );
  };

  update();
  const frame = container.querySelector<HTMLElement>('.chart');
  if (frame)
    followPointing(frame, (text) => {
      pointed = text;
      update();
    });
  new ResizeObserver(() => {
    const isNow = roomIn(container);
    if (isNow === room) return;
    room = isNow;
    update();
  }).observe(container);

  return {
    show(next) {
      const isNew = next.place !== moment.place;
      moment = next;
      update();
      if (isNew && frame) showActive(frame);
    },
  };
}
