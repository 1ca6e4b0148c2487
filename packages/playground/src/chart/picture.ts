import { activeIn } from './events.ts';
import { aboutTransition, CHART_FILE } from './file.ts';
import { arrowOf } from './names.ts';

/** The current state of the chart. */
export interface ChartNow {
  /** The state of the machine, as in records; `null` before it runs. */
  readonly place: string | null;
  /** The keys of the transitions of the last step. */
  readonly taken: readonly string[];
}

/** The letters of a picture are 12 px high at its full size. Below this share of it they cannot be read. */
const SMALLEST = 0.92;

const widthOf = (picture: string): number =>
  Number(/viewBox="0 0 (\d+)/.exec(picture)?.[1] ?? Number.NaN);

/** The picture for a chart of this width, in pixels. */
export const pictureFor = (room: number): 'wide' | 'narrow' =>
  room < widthOf(CHART_FILE.pictures.wide) * SMALLEST ? 'narrow' : 'wide';

/** Draws a picture into a frame. */
export function drawChart(frame: HTMLElement, shape: 'wide' | 'narrow'): void {
  const picture = CHART_FILE.pictures[shape];
  frame.innerHTML = picture;
  frame.style.setProperty('--width', `${widthOf(picture)}px`);
  for (const thing of frame.querySelectorAll('.thing')) {
    thing.setAttribute('tabindex', '-1');
    thing.setAttribute('role', 'img');
  }
  // What the pointer finds of a thin line.
  for (const line of frame.querySelectorAll('.arrow path')) {
    const reach = line.cloneNode() as SVGPathElement;
    reach.classList.add('reach');
    line.after(reach);
  }
}

/** The transitions of an arrow. Transitions without an arrow belong to the state that they leave. */
const transitionsOf = (id: string) =>
  CHART_FILE.transitions.filter((way) => (arrowOf(way) ?? way.from) === id);

/** What a thing shows, in sentences. A state says only what has just happened to it. */
function textOf(id: string, { taken }: ChartNow, isActive: boolean): string {
  const own = transitionsOf(id);
  const last = own.filter(({ key }) => taken.includes(key)).map(aboutTransition);
  const about = CHART_FILE.about[id];
  const said = last.length > 0 ? `The last step: ${last.join(' ')}` : '';
  if (about !== undefined) return `${isActive ? 'Now: ' : ''}${about} ${said}`.trim();
  return said || own.map(aboutTransition).join(' ');
}

/** Marks the active states and the transitions of the last step. */
export function markChart(frame: HTMLElement, now: ChartNow): void {
  const active = now.place === null ? [] : activeIn(now.place);
  for (const thing of frame.querySelectorAll<SVGGElement>('.thing')) {
    const { id, classList } = thing;
    const isActive = active.includes(id);
    classList.toggle('active', isActive);
    classList.toggle(
      'taken',
      transitionsOf(id).some(({ key }) => now.taken.includes(key)),
    );
    thing.setAttribute('aria-label', textOf(id, now, isActive));
  }
}
