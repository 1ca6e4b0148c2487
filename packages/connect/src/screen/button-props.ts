import { type Part, partProps } from './anatomy.ts';
import type { PropTypes } from './props.ts';
import type { ScreenModel } from './screen-model.ts';

/** The props of the buttons. */
export function buttonProps<Types extends PropTypes>(
  { connection, normalize, view }: ScreenModel<Types>,
  takeNextStep: () => void,
) {
  const off = (isOff: boolean) => isOff && { 'aria-disabled': 'true' };
  const button = (name: Part, press: () => void, isOff = false) =>
    normalize.button(
      partProps(name, {
        type: 'button',
        onclick: () => {
          if (!isOff) press();
        },
        ...off(isOff),
      }),
    );
  return {
    getSubmitProps: () =>
      normalize.button(partProps('submit', { type: 'submit', ...off(view.isSending) })),
    getBankLinkProps: () => button('bankLink', connection.openBank, view.bank.state === 'opening'),
    getRetryProps: () => button('retry', () => connection.retry()),
    getNextStepProps: () => button('nextStep', takeNextStep),
    getCancelProps: () => button('cancel', connection.cancel),
  };
}
