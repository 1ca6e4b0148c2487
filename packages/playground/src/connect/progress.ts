import type { MemberView, OutcomeView } from '@mx-member/machine/step';
import { html, nothing, type TemplateResult } from 'lit-html';
import { clock, HEADINGS, headingOf, NEXT_ACTIONS, TAKES_LONG } from './words.ts';

/** A job runs and the person only waits. */
export function progressScreen(view: MemberView, now: number): TemplateResult {
  const { status, since, isSlow } = view;
  return html`
    <div class="progress">
      <span class="spinner" aria-hidden="true"></span>
      <div>
        <h2 tabindex="-1" data-focus>${headingOf(view)}</h2>
        ${status ? html`<p>${status.meaning}</p>` : nothing}
      </div>
      <p class="elapsed" role="timer" aria-label="Time since this began">
        ${clock(since === null ? 0 : now - since)}
      </p>
    </div>
    ${isSlow ? html`<p class="hint">${TAKES_LONG}</p>` : nothing}
  `;
}

/** The person is to log in on the bank's own page. */
export const authorizingScreen = (
  isDenied: boolean,
  isOpening: boolean,
  visit: () => void,
): TemplateResult => html`
  <h2 tabindex="-1" data-focus>${HEADINGS.authorizing}</h2>
  <p>
    ${
      isDenied
        ? 'Access was denied there. You can go back and decide again, or give up.'
        : 'It opens in a window of its own. This page goes on by itself when you are done there.'
    }
  </p>
  <button class="primary" aria-disabled=${isOpening ? 'true' : 'false'} @click=${visit}>
    ${isOpening ? 'One moment…' : isDenied ? 'Go to MX Bank again' : 'Go to MX Bank'}
  </button>
`;

export interface OutcomeActions {
  readonly again: () => void;
  readonly enterCredentials: () => void;
  readonly startOver: () => void;
}

function nextButton(
  outcome: OutcomeView,
  isOauth: boolean,
  { again, enterCredentials }: OutcomeActions,
) {
  if (outcome.outcome === 'connected') return nothing;
  const isLogin = outcome.nextStep === 'updateCredentials';
  // An OAuth bank gets no credentials from us: another attempt asks for them on its own page.
  const label = NEXT_ACTIONS[isLogin && isOauth ? 'restart' : outcome.nextStep];
  if (label === undefined) return nothing;
  return html`
    <button class="primary" @click=${isLogin && !isOauth ? enterCredentials : again}>${label}</button>
  `;
}

/** How it ended, and what to do next. */
export function outcomeScreen(
  outcome: OutcomeView,
  isOauth: boolean,
  actions: OutcomeActions,
): TemplateResult {
  const isConnected = outcome.outcome === 'connected';
  return html`
    <div class="outcome ${outcome.outcome}">
      <span class="mark" aria-hidden="true">${isConnected ? '✓' : '!'}</span>
      <div>
        <h2 tabindex="-1" data-focus>${HEADINGS[outcome.outcome]}</h2>
        <p>${outcome.message}</p>
        ${outcome.advice ? html`<p class="advice">${outcome.advice}</p>` : nothing}
        ${
          isConnected
            ? html`<p class="advice">Accounts and transactions can be read now.</p>`
            : html`<p class="hint">
                reason <code>${outcome.reason}</code>, next step <code>${outcome.nextStep}</code>
              </p>`
        }
      </div>
    </div>
    <div class="buttons">
      ${nextButton(outcome, isOauth, actions)}
      <button class=${isConnected ? 'primary' : ''} @click=${actions.startOver}>Start over</button>
    </div>
  `;
}
