import { html, type TemplateResult } from 'lit';
import { FAULT_NAMES, FAULT_WORDS, type FaultName } from './bank/faults.ts';
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
  if (!isKept) return 'This browser keeps nothing for this page, so a reload starts again.';
  return isRestored
    ? 'This page was reloaded. It went on from its record and asked MX what had happened.'
    : 'The record is saved at every step: reload at any moment, and it goes on.';
}

/** Makes things go wrong: at MX, or with this page. */
export const controls = (state: PlaygroundState, page: Playground): TemplateResult => html`
  <fieldset class="switches">
    <legend>Let something go wrong</legend>
    ${FAULT_NAMES.map((name) => faultSwitch(name, state, page))}
  </fieldset>
  <div class="reload">
    <button @click=${() => location.reload()}>Reload the page</button>
    <p class="hint">${reloadWords(state)}</p>
  </div>
`;
