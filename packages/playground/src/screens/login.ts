import type { CredentialField } from '@mx-member/adapters/mx';
import { html, nothing, type TemplateResult } from 'lit';
import { SCENARIOS, type Scenario } from '../scenarios.ts';
import type { LoginValues, PlaygroundState } from '../state.ts';

export interface LoginActions {
  readonly choose: (scenario: string) => void;
  readonly login: (values: LoginValues) => void;
}

const groups = [...new Set(SCENARIOS.map(({ group }) => group))];

const scenarioSelect = (chosen: Scenario, { choose }: LoginActions) => html`
  <div class="field">
    <label for="scenario">What should happen</label>
    <select
      id="scenario"
      aria-describedby="scenario-meaning"
      @change=${({ target }: Event) => choose((target as HTMLSelectElement).value)}
    >
      ${groups.map(
        (group) => html`
          <optgroup label=${group}>
            ${SCENARIOS.filter((one) => one.group === group).map(
              (one) => html`
                <option
                  value=${one.id}
                  .selected=${one.id === chosen.id}
                >
                  ${one.meaning}
                </option>
              `,
            )}
          </optgroup>
        `,
      )}
    </select>
    <p class="hint" id="scenario-meaning">${chosen.meaning} At the bank: <code>${chosen.title}</code></p>
  </div>
`;

function toggleSecret({ currentTarget }: Event): void {
  const button = currentTarget as HTMLButtonElement;
  const input = button.previousElementSibling as HTMLInputElement;
  const isShown = input.type === 'text';
  input.type = isShown ? 'password' : 'text';
  button.setAttribute('aria-pressed', String(!isShown));
}

function credentialField({ guid, fieldName, label }: CredentialField, scenario: Scenario) {
  const isSecret = fieldName !== 'LOGIN';
  return html`
    <div class="field">
      <label for=${guid}>${label}</label>
      <div class="with-button">
        <input
          id=${guid}
          name=${guid}
          type=${isSecret ? 'password' : 'text'}
          .value=${isSecret ? scenario.id : 'mxuser'}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          enterkeyhint=${isSecret ? 'go' : 'next'}
          required
        />
        ${
          isSecret
            ? html`<button type="button" class="quiet" aria-pressed="false" @click=${toggleSecret}>
                Show<span class="visually-hidden"> ${label}</span>
              </button>`
            : nothing
        }
      </div>
    </div>
  `;
}

/** The login form of a bank. For an OAuth bank it is only a button to its page. */
export function loginScreen(state: PlaygroundState, actions: LoginActions): TemplateResult {
  const { scenario, fields, refusal, isSending } = state;
  const isOauth = scenario.institutionCode === 'mx_bank_oauth';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    actions.login(Object.fromEntries(fields.map(({ guid }) => [guid, String(data.get(guid))])));
  };
  return html`
    <h2 tabindex="-1">Connect your account at MX Bank</h2>
    <form @submit=${submit}>
      ${scenarioSelect(scenario, actions)}
      ${fields.map((field) => credentialField(field, scenario))}
      ${refusal ? html`<p class="problem" role="alert">${refusal}</p>` : nothing}
      <button class="primary" aria-disabled=${isSending ? 'true' : 'false'}>
        ${isSending ? 'One moment…' : isOauth ? 'Continue to MX Bank' : 'Connect'}
      </button>
    </form>
  `;
}
