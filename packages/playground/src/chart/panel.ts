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
  /** Where the machine is, as in records; `null` before it runs. */
  readonly place: string | null;
  /** The keys of the transitions of the last step. */
  readonly taken: readonly string[];
  /** From which place to which a reading or an answer has led into this phase; `null` for none. */
  readonly led: { readonly from: string | null; readonly to: string } | null;
  /** It is past: an entry of the log was chosen. */
  readonly isPast: boolean;
  /** What the bar says besides: for how long, and what comes next. */
  readonly note: string;
  /** The member connects at the bank's own page, so that state matters. */
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

/** The share of its width to which the chart may shrink: its words can still be read. The styles say so too. */
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

/** What the arrow between two phases is called. */
const arrowId = ({ led }: ChartMoment): readonly string[] => {
  if (!led?.from) return [];
  const [from, to] = [phaseOf(led.from), phaseOf(led.to)];
  return from === to ? [] : [`${from} -> ${to}`];
};

/** Whether the bank's own page has a part in it. */
const needsAuthorizing = ({ isOauth, place, led }: ChartMoment): boolean =>
  isOauth || [place, led?.from, led?.to].some((one) => one?.startsWith('authorizing') === true);

/** How wide a chart can be without being cut off, in pixels. */
function roomIn(container: HTMLElement): number {
  const { paddingInline } = getComputedStyle(container);
  return container.clientWidth - 2 * Number.parseFloat(paddingInline);
}

/** Where there is no room for the phases beside each other they stand one under the other. */
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

/** What stands beside the title: where it is. */
function whereIs({ place, taken, isPast, note }: ChartMoment, isDetailed: boolean): TemplateResult {
  if (place === null) return html`Not running.`;
  const after = isDetailed ? eventsOf(taken) : '';
  return html`${isPast ? 'Then' : 'Now'} <strong>${inWords(place)}</strong>${after && `, after ${after}`}${note && `, ${note}`}.`;
}

/** A statechart with a line that says where it is, a line for what is pointed at, and a button that shows all states. */
export function createChartPanel(container: HTMLElement): ChartPanel {
  let moment = NOTHING;
  let pointed: string | null = null;
  let isDetailed = false;
  let room = roomIn(container);

  /** All that a screen reader says of the chart before one goes into it. */
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
