import type { CredentialField } from '@mx-member/machine/hosting';
import { partProps } from './anatomy.ts';
import { PLAIN_TEXT, type PropTypes } from './props.ts';
import type { ScreenModel } from './screen-model.ts';

/** The props of the parts of the login form. */
export const loginProps = <Types extends PropTypes>({
  normalize,
  credentials,
  idOf,
}: ScreenModel<Types>) => ({
  getCredentialLabelProps: (field: CredentialField) =>
    normalize.label(partProps('label', { for: idOf(field) })),
  getCredentialProps: (field: CredentialField) =>
    normalize.input(
      partProps('field', {
        id: idOf(field),
        'data-guid': field.guid,
        type: field.type === 'PASSWORD' ? 'password' : 'text',
        // It is the login of the bank, not of this site.
        autocomplete: 'off',
        required: true,
        ...PLAIN_TEXT,
        'data-focus': credentials[0] === field || undefined,
      }),
    ),
});
