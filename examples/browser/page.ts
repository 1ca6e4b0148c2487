/** A page that runs the lifecycle itself. Each call to MX goes through the relay. The record survives a reload. */
import { connectRelay } from '@mx-member/adapters/relay';
import {
  type Challenge,
  createMemberActors,
  type MemberInput,
  type MemberRecord,
  type MemberView,
  memberMachine,
  memberView,
  persist,
  restore,
} from '@mx-member/machine';
import { html, render } from 'lit-html';
import { createActor } from 'xstate';

const port = connectRelay({ url: '/mx' });
const machine = memberMachine.provide({ actors: createMemberActors(port) });

const picture = (src: string | undefined) => src && html`<img src=${src} alt="">`;

const question = ({ guid, label, options, imageData }: Challenge) =>
  options.length > 0
    ? html`<fieldset><legend>${label}</legend>${options.map(
        ({ label, value, dataUri }) =>
          html`<label>
            <input type="radio" name=${guid} value=${value} required> ${label} ${picture(dataUri)}
          </label>`,
      )}</fieldset>`
    : html`<label>${label} ${picture(imageData)}
        <input name=${guid} required autocomplete="one-time-code">
      </label>`;

const screen = (
  { needs, challenges, problems, warning, outcome }: MemberView,
  answer: (event: SubmitEvent) => void,
) => html`
  <p role="status">${outcome?.message ?? (needs ? 'The bank asks:' : 'One moment…')}</p>
  <p>${outcome?.advice} ${warning?.message}</p>
  ${problems.map(({ message }) => html`<p role="alert">${message}</p>`)}
  ${needs === 'answers' ? html`<form @submit=${answer}>${challenges.map(question)}<button>Answer</button></form>` : ''}
`;

/** Begins a lifecycle, or continues a stored one. */
function live(input: MemberInput, record?: MemberRecord) {
  const actor = createActor(machine, { input, ...(record && { snapshot: restore(record) }) });
  const answer = (prompt: number) => (event: SubmitEvent) => {
    event.preventDefault();
    const given = [...new FormData(event.target as HTMLFormElement)];
    const answers = given.map(([guid, value]) => ({ guid, value: String(value) }));
    actor.send({ type: 'challenge.answer', answers, prompt });
  };
  actor.subscribe((snapshot) => {
    const view = memberView(snapshot);
    sessionStorage.record = view.outcome ? '' : JSON.stringify(persist(snapshot));
    render(screen(view, answer(view.prompt)), document.body);
  });
  actor.start();
}

async function login(event: SubmitEvent) {
  event.preventDefault();
  const body = new FormData(event.target as HTMLFormElement);
  const made = await fetch('/members', { method: 'POST', body });
  live({ ...(await made.json()), job: 'aggregate' }); // MX has started it by itself.
}
const start = html`<form @submit=${login}>
  <p>At MX Bank the password chooses the questions. The right answer is always <i>correct</i>.</p>
  <label>Username <input name="LOGIN" value="mxuser" required></label>
  <label>Password <input name="PASSWORD" value="simulate:options,token" required></label>
  <button>Connect</button>
</form>`;

const record: MemberRecord | '' = JSON.parse(sessionStorage.record || '""');
if (record) live({ member: record.context.member, job: record.context.job }, record);
else render(start, document.body);
