/** @jsxImportSource solid-js */
/** The questions, or the fields of the login form. `Index` keeps the fields when the view of the same question changes. */
import type { SolidConnectApi } from '@mx-member/connect/solid';
import { type Accessor, Index, Show } from 'solid-js';

interface Given {
  readonly api: Accessor<SolidConnectApi>;
}
interface QuestionProps extends Given {
  readonly challenge: Accessor<SolidConnectApi['challenges'][number]>;
}

interface ProblemProps extends Given {
  readonly one: Accessor<Parameters<SolidConnectApi['problemOf']>[0]>;
}

const Problem = ({ api, one }: ProblemProps) => (
  <Show when={api().problemOf(one())}>
    {(text) => <p {...api().getProblemProps(one())}>{text()}</p>}
  </Show>
);

const Choice = ({ api, challenge }: QuestionProps) => (
  <fieldset {...api().getQuestionProps(challenge())}>
    <legend {...api().getLegendProps(challenge())}>{challenge().label}</legend>
    <Index each={challenge().options}>
      {(option) => (
        <label {...api().getOptionLabelProps(challenge(), option())}>
          <input {...api().getOptionProps(challenge(), option())} />
          <Show when={api().pictureOf(option())}>
            <img {...api().getPictureProps(option())} />
          </Show>
          <span {...api().getOptionTextProps()}>{option().label}</span>
        </label>
      )}
    </Index>
    <Problem api={api} one={challenge} />
  </fieldset>
);

const Field = ({ api, challenge }: QuestionProps) => (
  <div {...api().getQuestionProps(challenge())}>
    <label {...api().getLabelProps(challenge())}>{challenge().label}</label>
    <Show when={api().pictureOf(challenge())}>
      <img {...api().getPictureProps(challenge())} />
    </Show>
    <input {...api().getFieldProps(challenge())} />
    <Problem api={api} one={challenge} />
  </div>
);

export function Form({ api }: Given) {
  const name = () => (api().screen === 'login' ? 'submitLogin' : 'submit');
  return (
    <form {...api().getFormProps()}>
      <Index each={api().challenges}>
        {(challenge) => (
          <Show
            when={challenge().options.length > 0}
            fallback={<Field api={api} challenge={challenge} />}
          >
            <Choice api={api} challenge={challenge} />
          </Show>
        )}
      </Index>
      <Index each={api().credentials}>
        {(field) => (
          <div>
            <label {...api().getCredentialLabelProps(field())}>{field().label}</label>
            <input {...api().getCredentialProps(field())} />
            <Problem api={api} one={field} />
          </div>
        )}
      </Index>
      <button {...api().getSubmitProps()}>
        {api().text(api().view.isSending ? 'sending' : name())}
      </button>
    </form>
  );
}
