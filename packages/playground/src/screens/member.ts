import type { MemberConnection } from '@mx-member/connect';
import type { MemberView, NextStep } from '@mx-member/machine/step';
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { frozen } from '../member/connection.ts';
import { type Past, pastOf } from '../past.ts';
import type { Playground } from '../playground.ts';
import type { PlaygroundState } from '../state.ts';
import { bankWindow } from './bank-window.ts';

/** Details for developers that the connect screen does not show: the round, and the codes of a failure. */
const aside = ({ needs, round, outcome }: MemberView, startOver: TemplateResult) => html`
  <p slot="header" class="eyebrow">${needs === 'answers' ? `Round ${round}` : '\u00a0'}</p>
  <div slot="connected">${startOver}</div>
  <div slot="failed">
    ${outcome?.outcome === 'failed' ? codes(outcome.reason, outcome.nextStep) : nothing}${startOver}
  </div>
`;

const codes = (reason: string, nextStep: NextStep) =>
  html`<p class="hint">reason <code>${reason}</code>, next step <code>${nextStep}</code></p>`;

/** The screen at the time of an entry of the log. It cannot be used. */
const past = ({ view, time }: Past, connection: MemberConnection, page: Playground) => html`
  <div class="past">
    <p>The screen at <strong>${time} s</strong>.</p>
    <button @click=${() => page.select(null)}>Back to the present</button>
  </div>
  ${guard(
    [view],
    () =>
      html`<mx-connect inert .connection=${frozen(connection, view)}
        >${aside(view, html``)}</mx-connect
      >`,
  )}
`;

/** The connect screen of the member that the page runs. */
export function memberPanel(
  state: PlaygroundState,
  connection: MemberConnection,
  page: Playground,
): TemplateResult {
  const { scene, refusal } = state;
  const then = pastOf(state);
  const startOver = html`<button @click=${() => void page.startOver()}>Start over</button>`;
  return html`
    ${then ? past(then, connection, page) : nothing}
    <mx-connect ?hidden=${then !== null} .connection=${connection}
      >${scene ? aside(scene.view, startOver) : nothing}</mx-connect
    >
    ${refusal ? html`<p class="problem" role="alert">${refusal}</p>` : nothing}
    ${
      state.bankPage === null
        ? nothing
        : bankWindow(state.bankPage, {
            decide: (decision) => void page.decide(decision),
            leave: () => page.leaveBank(),
          })
    }
  `;
}
