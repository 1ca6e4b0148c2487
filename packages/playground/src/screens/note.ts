import { html, type TemplateResult } from 'lit';
import type { PlaygroundState } from '../state.ts';

const ANSWERS = html`<p class="hint">
  You play the user. At MX Bank the right answer is always <code>correct</code>; in a list it is the
  text message, or the picture of that word. <code>challenge</code> makes the bank ask once more, and
  anything else is wrong.
</p>`;

const CREDENTIALS = html`<p class="hint">
  You play the user. At MX Bank the user name is <code>mxuser</code>, and the right password
  <code>correct</code>. Any other password of the first list brings about its case again.
</p>`;

const SIMULATED = html`<p class="hint">This is MX Bank, simulated in this page: nothing leaves it.</p>`;

/** What the person who plays has to know at this moment. */
export function playersNote({ scenario, scene, connection }: PlaygroundState): TemplateResult {
  const outcome = connection && scene?.view.outcome;
  if (outcome?.outcome === 'failed' && outcome.nextStep === 'updateCredentials')
    return scenario.institutionCode === 'mxbank' ? CREDENTIALS : SIMULATED;
  const isAsked = scene?.view.needs === 'answers' || scenario.asks;
  return connection && isAsked ? ANSWERS : SIMULATED;
}
