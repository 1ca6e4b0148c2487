import { html, render } from 'lit';
import { CHART_FILE } from './file.ts';
import { pathInWords } from './names.ts';
import { type ChartNow, drawChart, markChart, pictureFor } from './picture.ts';
import { followPointing } from './pointing.ts';
import { showActive } from './scroll.ts';

/** What the chart shows at one moment. */
export interface ChartMoment extends ChartNow {
  /** Whether it shows the past, because an entry of the log is selected. */
  readonly isPast: boolean;
  /** A note for the bar: for how long, and what comes next. */
  readonly note: string;
}

export interface ChartPanel {
  show(moment: ChartMoment): void;
}

const NOTHING: ChartMoment = { place: null, taken: [], isPast: false, note: '' };

/** The line beside the title: the current state. */
function whereIs({ place, isPast, note }: ChartMoment) {
  if (place === null) return html`The machine is not running.`;
  return html`${isPast ? 'Then' : 'Now'} <strong>${pathInWords(place)}</strong>${note && `, ${note}`}.`;
}

/** The description of the whole chart for a screen reader. */
const summaryOf = ({ place }: ChartMoment): string => {
  const where = place === null ? 'Not running' : `Now ${pathInWords(place)}`;
  return `Statechart: ${Object.keys(CHART_FILE.about).length - 1} states. ${where}. The arrow keys move between states and transitions.`;
};

/** A statechart with a line for the current state, and a line for what is pointed at. */
export function createChartPanel(container: HTMLElement): ChartPanel {
  let moment = NOTHING;
  let pointed: SVGGElement | null = null;
  let drawn: 'wide' | 'narrow' | null = null;

  const bar = container.appendChild(document.createElement('div'));
  const frame = container.appendChild(document.createElement('div'));
  const words = container.appendChild(document.createElement('p'));
  bar.className = 'chart-bar';
  frame.className = 'chart';
  frame.tabIndex = 0;
  frame.role = 'group';
  words.className = 'pointed';

  const update = () => {
    render(
      html`<h2>Statechart</h2>
        <p class="where">${whereIs(moment)}</p>`,
      bar,
    );
    frame.ariaLabel = summaryOf(moment);
    markChart(frame, moment);
    const phase = moment.place?.split('.')[0] ?? '';
    words.textContent = pointed?.ariaLabel ?? CHART_FILE.about[phase] ?? CHART_FILE.description;
  };

  followPointing(frame, (thing) => {
    pointed = thing;
    update();
  });
  const draw = () => {
    const shape = pictureFor(frame.clientWidth);
    if (shape === drawn) return;
    drawChart(frame, shape);
    [drawn, pointed] = [shape, null];
    update();
    showActive(frame);
  };
  new ResizeObserver(draw).observe(frame);
  // At once: a slow computer shows the panel before the observer is called, and the picture would then move what is below it.
  draw();

  return {
    show(next) {
      const isNew = next.place !== moment.place;
      moment = next;
      update();
      if (isNew) showActive(frame);
    },
  };
}
