import '@mx-member/connect/element';
import { html, render } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { createChartPanel } from './chart/panel.ts';
import { PageClock } from './clock.ts';
import { controls } from './controls.ts';
import { holdPlace } from './log/place.ts';
import { logView } from './log/view.ts';
import { momentOf } from './moment.ts';
import { paceOf } from './pace.ts';
import { part } from './part.ts';
import { Playground } from './playground.ts';
import { openDialogs } from './screens/bank-window.ts';
import { loginScreen } from './screens/login.ts';
import { memberPanel } from './screens/member.ts';
import { playersNote } from './screens/note.ts';
import type { Shared } from './shared.ts';

/** How often the elapsed time is updated, in ms. */
const TICK = 500;

// In a frame of another page, the chart comes first.
document.body.classList.toggle('embed', new URLSearchParams(location.search).has('embed'));

const chart = createChartPanel(part('chart'));
const clock = new PageClock();
clock.install();
const page = new Playground(paceOf(location.search), clock, scheduleRender);
const shared: Shared = { page, draw: null };
window.playground = shared;
let wasConnecting = false;

function connectScreen() {
  const { state } = page;
  const { connection } = state;
  return connection
    ? memberPanel(state, connection, page)
    : loginScreen(state, {
        choose: (id) => void page.choose(id),
        login: (values) => void page.login(values),
      });
}

function renderPage(): void {
  const { state } = page;
  const panel = part('connect');
  const hadFocus = panel.contains(document.activeElement);
  render(html`${keyed(state.connection, connectScreen())}`, panel);
  render(playersNote(state), part('note'));
  render(controls(state, page), part('controls'));
  const goBack = holdPlace(part('log').querySelector('.log'));
  render(
    logView(state.journal.log, { selected: state.selected, select: (id) => page.select(id) }),
    part('log'),
  );
  goBack();
  chart.show(momentOf(state, Date.now()));
  openDialogs(panel);
  shared.draw?.();
  // The element with the focus was removed, because the page is back at the beginning.
  if (wasConnecting && !state.connection) panel.querySelector('h2')?.focus();
  // The connect screen has replaced the login form, so it gets the focus.
  if (!wasConnecting && state.connection && hadFocus) panel.querySelector('mx-connect')?.focus();
  wasConnecting = state.connection !== null;
}

let isScheduled = false;

/** Renders once for several changes at once. */
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
