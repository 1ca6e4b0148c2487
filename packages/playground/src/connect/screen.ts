import { html, nothing, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import { pastView } from '../past.ts';
import type { Playground } from '../playground.ts';
import type { PlaygroundState } from '../state.ts';
import { bankWindow } from './bank-window.ts';
import { loginScreen } from './login.ts';
import { authorizingScreen, outcomeScreen, progressScreen } from './progress.ts';
import { questionScreen } from './questions.ts';
import { announcement } from './words.ts';

/** Names a screen: the focus moves when another one comes. */
export function screenKey({ isLogin, scene, member }: PlaygroundState): string {
  if (isLogin || !scene) return `login ${member?.memberGuid ?? ''}`;
  const { state, needs, challenges } = scene.view;
  return [state, needs, ...challenges.map(({ guid }) => guid)].join(' ');
}

function current(state: PlaygroundState, page: Playground, now: number): TemplateResult {
  const { scene, scenario } = state;
  if (state.isLogin || !scene)
    return loginScreen(state, {
      choose: (id) => void page.choose(id),
      login: (values) => void page.login(values),
    });
  const { view } = scene;
  if (view.outcome)
    return outcomeScreen(view.outcome, scenario.institutionCode === 'mx_bank_oauth', {
      again: () => page.again(),
      enterCredentials: () => void page.enterCredentials(),
      startOver: () => void page.startOver(),
    });
  if (view.needs === 'answers')
    return questionScreen(view, (answers) => page.answer(answers, view.prompt));
  if (view.needs === 'authorization')
    return authorizingScreen(state.isDenied, state.isSending, () => void page.visitBank());
  return progressScreen(view, now);
}

/** What stands under every screen while a lifecycle is under way. */
const underWay = ({ scene, refusal }: PlaygroundState, page: Playground) => html`
  ${scene?.view.warning ? html`<p class="trouble">${scene.view.warning.message}</p>` : nothing}
  ${refusal ? html`<p class="trouble" role="alert">${refusal}</p>` : nothing}
  <button class="quiet" @click=${() => page.cancel()}>Give up</button>
`;

const isUnderWay = ({ isLogin, scene }: PlaygroundState): boolean =>
  !isLogin && scene !== null && scene.view.outcome === null;

/** The connect flow: one screen at a time, all of it from `memberView`. */
export function connectScreen(
  state: PlaygroundState,
  page: Playground,
  now: number,
): TemplateResult {
  const then = pastView(state);
  if (then)
    return html`
      <div class="past">
        <p>As it was at <strong>${then.time} s</strong>.</p>
        <button @click=${() => page.select(null)}>Back to the present</button>
      </div>
      <div inert>${current({ ...state, isLogin: false, scene: then.scene }, page, then.at)}</div>
    `;
  return html`
    <p class="visually-hidden" role="status">
      ${state.isLogin ? '' : announcement(state.scene?.view ?? null)}
    </p>
    ${keyed(screenKey(state), current(state, page, now))}
    ${isUnderWay(state) ? underWay(state, page) : nothing}
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
