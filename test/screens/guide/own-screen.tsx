import { type MemberScreenProps, useMemberConnection } from '@mx-member/connect/react';

export function OwnScreen({ connection }: MemberScreenProps) {
  const api = useMemberConnection(connection);
  return (
    <section {...api.getRootProps()}>
      <div {...api.getStatusProps()}>
        <h2>{api.title}</h2>
        {api.details.map((detail) => (
          <p key={detail}>{detail}</p>
        ))}
      </div>
      {api.screen === 'questions' && (
        <form key={api.key} {...api.getFormProps()}>
          {api.challenges.map((challenge) => (
            <div key={challenge.guid} {...api.getQuestionProps(challenge)}>
              <label {...api.getLabelProps(challenge)}>{challenge.label}</label>
              <input {...api.getFieldProps(challenge)} />
              {api.problemOf(challenge) && (
                <p {...api.getProblemProps(challenge)}>{api.problemOf(challenge)}</p>
              )}
            </div>
          ))}
          <button {...api.getSubmitProps()}>{api.text('submit')}</button>
        </form>
      )}
      {api.canCancel && <button {...api.getCancelProps()}>{api.text('cancel')}</button>}
    </section>
  );
}
