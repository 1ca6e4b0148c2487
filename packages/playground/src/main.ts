import { html, render } from 'lit-html';
import { createChartPanel } from './chart/panel.ts';
import { openDialogs } from './connect/bank-window.ts';
import { createFocus } from './connect/focus.ts';
import { connectScreen } from './connect/screen.ts';
import { controls } from './controls.ts';
import { logView } from './log/view.ts';
import { momentOf } from './moment.ts';
import { paceOf } from './pace.ts';
import { part } from './part.ts';
import { Playground } from './playground.ts';
import type { PlaygroundState } from './state.ts';

/** How often the elapsed time is shown again, in ms. */
const TICK = 500;

const chart = createChartPanel(part('chart'));
const moveFocus = createFocus(part('connect'));
const page = new Playground(paceOf(location.search), scheduleRender);

const playersNote = ({ scenario, isLogin }: PlaygroundState) =>
  scenario.asks && !isLogin
    ? html`<p class="hint">
        You play the user. At MX Bank the right answer is always <code>correct</code>; in a list it is
        the text message, or the picture of that word. <code>challenge</code> makes the bank ask once
        more, and anything else is wrong.
      </p>`
    : html`<p class="hint">This is MX Bank, simulated in this page: nothing leaves it.</p>`;

function renderPage(): void {
  const { state } = page;
  render(connectScreen(state, page, Date.now()), part('connect'));
  render(playersNote(state), part('note'));
  render(controls(state, page), part('controls'));
  render(
    logView(state.journal.log, { selected: state.selected, select: (id) => page.select(id) }),
    part('log'),
  );
  chart.show(momentOf(state, Date.now()));
  openDialogs(part('connect'));
  moveFocus(state);
}

let isScheduled = false;

/** Many changes at once are one rendering. */
function scheduleRender(): void {
  if (isScheduled) return;
  isScheduled = true;
  queueMicrotask(() => {
    isScheduled = false;
    renderPage();
  });
}

setInterval(() => {
  const { scene } = page.state;
  if (scene && !scene.view.outcome) scheduleRender();
}, TICK);

void page.open();
