import type { CredentialField } from '@mx-member/machine/hosting';
import { partProps } from './anatomy.ts';
import type { Problems } from './problems-shown.ts';
import type { PropTypes } from './props.ts';
import type { ScreenModel } from './screen-model.ts';

/** Shows or hides the text in a password field. It changes only the element on the page. */
function reveal(button: HTMLElement, id: string): void {
  const field = (button.getRootNode() as Document | ShadowRoot).getElementById(id);
  const isHidden = field?.getAttribute('type') === 'password';
  field?.setAttribute('type', isHidden ? 'text' : 'password');
  button.setAttribute('aria-pressed', String(isHidden));
}

/** The props of the parts of the login form. */
export const loginProps = <Types extends PropTypes>(
  { normalize, idOf }: ScreenModel<Types>,
  { fieldProps }: Problems,
) => ({
  getCredentialProps: (field: CredentialField) =>
    normalize.input(
      fieldProps(field, {
        type: field.type === 'PASSWORD' ? 'password' : 'text',
        // This is the login of the bank, not of this site.
        autocomplete: 'off',
      }),
    ),
  getRevealProps: (field: CredentialField) =>
    normalize.button(
      partProps('reveal', {
        type: 'button',
        'aria-pressed': 'false',
        'aria-controls': idOf(field),
        onclick: ({ currentTarget }) => reveal(currentTarget as HTMLElement, idOf(field)),
      }),
    ),
});
