import { html, type TemplateResult } from 'lit';
import type { PlaygroundState } from '../state.ts';

const ANSWERS = html`<p class="hint">
  You play the user. At MX Bank the right answer is always <code>correct</code>. In a list, choose the
  text message or the picture of that word. <code>challenge</code> makes the bank ask again. Anything
  else is wrong.
</p>`;

const CREDENTIALS = html`<p class="hint">
  You play the user. At MX Bank the user name is <code>mxuser</code> and the right password is
  <code>correct</code>. Any other password of the first list causes its case again.
</p>`;

const SIMULATED = html`<p class="hint">MX Bank is simulated in this page. Nothing leaves the page.</p>`;

/** What the person who plays the user has to know now. */
export function playersNote({ scenario, scene, connection }: PlaygroundState): TemplateResult {
  const outcome = connection && scene?.view.outcome;
  if (outcome?.outcome === 'failed' && outcome.nextStep === 'updateCredentials')
    return scenario.institutionCode === 'mxbank' ? CREDENTIALS : SIMULATED;
  const isAsked = scene?.view.needs === 'answers' || scenario.asks;
  return connection && isAsked ? ANSWERS : SIMULATED;
}
