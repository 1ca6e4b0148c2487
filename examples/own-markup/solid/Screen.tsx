/** @jsxImportSource solid-js */
/** A whole connect screen in your own markup. Each part spreads its props, and `api()` says what to show. */
import { type MemberConnection, mergeProps } from '@mx-member/connect';
import { useMemberConnection } from '@mx-member/connect/solid';
import { For, Show } from 'solid-js';
import { Form } from './Form.tsx';

export function Screen(props: { readonly connection: MemberConnection }) {
  const onNextStep = (step: string) => location.assign(`/help/${step}`);
  const api = useMemberConnection(props.connection, { onNextStep });
  const isAgain = () => ['open', 'closed', 'returned'].includes(api().view.bank.state);
  const formKey = () => ['questions', 'login'].includes(api().screen) && api().key;
  return (
    <section {...mergeProps(api().getRootProps(), { class: 'card' })}>
      <div {...api().getStatusProps()}>
        <h2>{api().title}</h2>
        <For each={api().details}>
          {(detail) => <p {...api().getDetailProps(detail)}>{detail}</p>}
        </For>
      </div>
      <Show when={api().hasClock}>
        <span {...api().getClockProps()} />
      </Show>
      <Show when={formKey()} keyed>
        <Form api={api} />
      </Show>
      <Show when={api().canOpenBank}>
        <button {...api().getBankLinkProps()}>
          {api().text(isAgain() ? 'openBankAgain' : 'openBank')}
        </button>
      </Show>
      <Show when={api().canRetry}>
        <button {...api().getRetryProps()}>{api().retryText}</button>
      </Show>
      <Show when={api().canTakeNextStep && api().nextStep}>
        {(step) => <button {...api().getNextStepProps()}>{api().text(`act.${step()}`)}</button>}
      </Show>
      <Show when={api().canCancel}>
        <button {...api().getCancelProps()}>{api().text('cancel')}</button>
      </Show>
    </section>
  );
}
