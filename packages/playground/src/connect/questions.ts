import type {
  Answer,
  Challenge,
  ChallengeOption,
  MemberView,
  Problem,
} from '@mx-member/machine/step';
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { headingOf } from './words.ts';

const problemId = (guid: string) => `problem-${guid}`;

/** A picture of the bank's; nothing that is none is loaded. */
const picture = (uri: string | undefined, alt: string) =>
  uri?.startsWith('data:image/') ? html`<img src=${uri} alt=${alt} />` : nothing;

const problemLine = (guid: string, problem: Problem | undefined) =>
  html`<p class="problem" id=${problemId(guid)} ?hidden=${!problem}>${problem?.message}</p>`;

/** A question that is answered in words: TEXT, TOKEN and IMAGE_DATA. */
function written({ guid, type, label, imageData }: Challenge, problem: Problem | undefined) {
  return html`
    <div class="field">
      <label for=${guid}>${label}</label>
      ${picture(imageData, 'The picture that the question is about')}
      <input
        id=${guid}
        name=${guid}
        type="text"
        data-focus
        autocomplete=${type === 'TOKEN' ? 'one-time-code' : 'off'}
        autocapitalize="none"
        spellcheck="false"
        aria-invalid=${problem ? 'true' : 'false'}
        aria-describedby=${problemId(guid)}
      />
      ${problemLine(guid, problem)}
    </div>
  `;
}

const choice = (guid: string, { label, value, dataUri }: ChallengeOption, index: number) => html`
  <label class=${dataUri === undefined ? 'choice' : 'choice pictured'} for="${guid}-${index}">
    <input id="${guid}-${index}" type="radio" name=${guid} value=${value} data-focus />
    ${picture(dataUri, label)}
    <span ?hidden=${dataUri !== undefined}>${label}</span>
  </label>
`;

/** A question that is answered by choosing: OPTIONS and IMAGE_OPTIONS. */
function chosen({ guid, label, options }: Challenge, problem: Problem | undefined) {
  return html`
    <fieldset
      role="radiogroup"
      aria-invalid=${problem ? 'true' : 'false'}
      aria-describedby=${problemId(guid)}
    >
      <legend>${label}</legend>
      <div class="choices">${options.map((option, index) => choice(guid, option, index))}</div>
      ${problemLine(guid, problem)}
    </fieldset>
  `;
}

/** What was filled in; a list in which nothing is chosen has no answer. Whether it fits, the machine says. */
const answersIn = (form: HTMLFormElement, challenges: readonly Challenge[]): readonly Answer[] => {
  const data = new FormData(form);
  return challenges.flatMap(({ guid }) => {
    const value = data.get(guid);
    return typeof value === 'string' ? [{ guid, value }] : [];
  });
};

/** All questions of a round in one form, each with its own kind of field and its problem beside it. */
export function questionScreen(
  view: MemberView,
  answer: (answers: readonly Answer[]) => void,
): TemplateResult {
  const { challenges, problems, round } = view;
  const general = problems.filter(({ guid }) => challenges.every((one) => one.guid !== guid));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    answer(answersIn(event.currentTarget as HTMLFormElement, challenges));
  };
  return html`
    <p class="eyebrow">Round ${round}</p>
    <h2 tabindex="-1">${headingOf(view)}</h2>
    <form novalidate @submit=${submit}>
      ${repeat(
        challenges,
        ({ guid }) => guid,
        (challenge) => {
          const problem = problems.find(({ guid }) => guid === challenge.guid);
          return challenge.options.length > 0
            ? chosen(challenge, problem)
            : written(challenge, problem);
        },
      )}
      ${general.map(({ message }) => html`<p class="problem" role="alert">${message}</p>`)}
      <button class="primary">Send</button>
    </form>
  `;
}
