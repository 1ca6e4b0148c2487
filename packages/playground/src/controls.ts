import { html, type TemplateResult } from 'lit';
import { FAULT_NAMES, type FaultName } from './bank/fault-names.ts';
import { FAULT_WORDS } from './bank/faults.ts';
import type { Playground } from './playground.ts';
import type { PlaygroundState } from './state.ts';

const faultSwitch = (name: FaultName, { faults }: PlaygroundState, page: Playground) => {
  const isOn = faults.includes(name);
  const toggle = () =>
    page.setFaults(isOn ? faults.filter((one) => one !== name) : [...faults, name]);
  const { title, meaning } = FAULT_WORDS[name];
  return html`
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        .checked=${isOn}
        aria-labelledby="name-${name}"
        aria-describedby="about-${name}"
        @change=${toggle}
      />
      <span id="name-${name}">${title}</span>
      <span class="hint" id="about-${name}">${meaning}</span>
    </label>
  `;
};

function reloadWords({ isRestored, isKept }: PlaygroundState): string {
  if (!isKept)
    return 'This browser cannot save anything for this page, so a reload starts from the beginning.';
  return isRestored
    ? 'This page was reloaded. It continued from its record and polled MX first.'
    : 'The record is saved at every step. Reload at any moment, and the page continues.';
}

/** Buttons that stop the time and skip waits. */
const timeControls = ({ scene, isPaused, isSkipping }: PlaygroundState, page: Playground) => html`
  <div class="passing" role="group" aria-label="Time">
    <button aria-pressed=${isPaused ? 'true' : 'false'} @click=${() => page.pause(!isPaused)}>
      ${isPaused ? 'Resume' : 'Pause'}
    </button>
    <button
      aria-disabled=${(scene?.dueAt ?? null) === null ? 'true' : 'false'}
      @click=${() => page.skip()}
    >
      Skip this wait
    </button>
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        .checked=${isSkipping}
        @change=${() => page.skipAlways(!isSkipping)}
      />
      <span>Skip all waits</span>
    </label>
  </div>
`;

/** The controls: the time, the faults, and a reload of the page. */
export const controls = (state: PlaygroundState, page: Playground): TemplateResult => html`
  ${timeControls(state, page)}
  <fieldset class="switches">
    <legend>Make something go wrong</legend>
    ${FAULT_NAMES.map((name) => faultSwitch(name, state, page))}
  </fieldset>
  <div class="reload">
    <button @click=${() => location.reload()}>Reload the page</button>
    <p class="hint">${reloadWords(state)}</p>
  </div>
`;
