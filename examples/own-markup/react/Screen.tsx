/** A whole connect screen in your own markup. Each part spreads its props, and `api` says what to show. */
import { type MemberConnection, mergeProps } from '@mx-member/connect';
import { type ReactConnectApi, useMemberConnection } from '@mx-member/connect/react';

type Challenge = ReactConnectApi['challenges'][number];
interface QuestionProps {
  readonly api: ReactConnectApi;
  readonly challenge: Challenge;
}

function problemAt(api: ReactConnectApi, one: Parameters<ReactConnectApi['problemOf']>[0]) {
  const text = api.problemOf(one);
  return text && <p {...api.getProblemProps(one)}>{text}</p>;
}

function Choice({ api, challenge }: QuestionProps) {
  return (
    <fieldset {...api.getQuestionProps(challenge)}>
      <legend {...api.getLegendProps(challenge)}>{challenge.label}</legend>
      {challenge.options.map((option) => (
        <label key={option.value} {...api.getOptionLabelProps(challenge, option)}>
          <input {...api.getOptionProps(challenge, option)} />
          {api.pictureOf(option) && <img {...api.getPictureProps(option)} />}
          <span {...api.getOptionTextProps()}>{option.label}</span>
        </label>
      ))}
      {problemAt(api, challenge)}
    </fieldset>
  );
}

function Question({ api, challenge }: QuestionProps) {
  if (challenge.options.length > 0) return <Choice api={api} challenge={challenge} />;
  return (
    <div {...api.getQuestionProps(challenge)}>
      <label {...api.getLabelProps(challenge)}>{challenge.label}</label>
      {api.pictureOf(challenge) && <img {...api.getPictureProps(challenge)} />}
      <input {...api.getFieldProps(challenge)} />
      {problemAt(api, challenge)}
    </div>
  );
}

function Form({ api }: { readonly api: ReactConnectApi }) {
  const name = api.view.isSending ? 'sending' : api.screen === 'login' ? 'submitLogin' : 'submit';
  return (
    <form {...api.getFormProps()}>
      {api.challenges.map((challenge) => (
        <Question key={challenge.guid} api={api} challenge={challenge} />
      ))}
      {api.credentials.map((field) => (
        <div key={field.guid}>
          <label {...api.getCredentialLabelProps(field)}>{field.label}</label>
          <input {...api.getCredentialProps(field)} />
          {problemAt(api, field)}
        </div>
      ))}
      <button {...api.getSubmitProps()}>{api.text(name)}</button>
    </form>
  );
}

export function Screen({ connection }: { readonly connection: MemberConnection }) {
  const api = useMemberConnection(connection, {
    onNextStep: (step) => location.assign(`/help/${step}`),
  });
  const isAgain = ['open', 'closed', 'returned'].includes(api.view.bank.state);
  const bank = isAgain ? 'openBankAgain' : 'openBank';
  const isForm = api.screen === 'questions' || api.screen === 'login';
  return (
    <section {...mergeProps(api.getRootProps(), { className: 'card' })}>
      <div {...api.getStatusProps()}>
        <h2>{api.title}</h2>
        {api.details.map((detail) => (
          <p key={detail} {...api.getDetailProps(detail)}>
            {detail}
          </p>
        ))}
      </div>
      {api.hasClock && <span {...api.getClockProps()} />}
      {isForm && <Form key={api.key} api={api} />}
      {api.canOpenBank && <button {...api.getBankLinkProps()}>{api.text(bank)}</button>}
      {api.canRetry && <button {...api.getRetryProps()}>{api.retryText}</button>}
      {api.canTakeNextStep && api.nextStep && (
        <button {...api.getNextStepProps()}>{api.text(`act.${api.nextStep}`)}</button>
      )}
      {api.canCancel && <button {...api.getCancelProps()}>{api.text('cancel')}</button>}
    </section>
  );
}
