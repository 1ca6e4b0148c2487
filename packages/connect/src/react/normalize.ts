import type { ComponentPropsWithRef, HTMLAttributes } from 'react';
import { type Normalize, normalizeBy, type Props } from '../index.ts';

/** React's props for each kind of element. */
export interface ReactPropTypes {
  /** For an element of any kind: a `section`, a `fieldset`, a `legend`, a `p`. */
  readonly element: HTMLAttributes<HTMLElement>;
  readonly form: ComponentPropsWithRef<'form'>;
  readonly label: ComponentPropsWithRef<'label'>;
  readonly input: ComponentPropsWithRef<'input'>;
  readonly img: ComponentPropsWithRef<'img'>;
  readonly button: ComponentPropsWithRef<'button'>;
}

/** React's names that differ from the names in HTML. */
const NAMES: Readonly<Record<string, string>> = {
  for: 'htmlFor',
  class: 'className',
  tabindex: 'tabIndex',
  novalidate: 'noValidate',
  autocomplete: 'autoComplete',
  autocapitalize: 'autoCapitalize',
  autocorrect: 'autoCorrect',
  spellcheck: 'spellCheck',
  enterkeyhint: 'enterKeyHint',
  onsubmit: 'onSubmit',
  onclick: 'onClick',
};

/** Our props with React's names. */
export const renamed = (props: Props): object =>
  Object.fromEntries(Object.entries(props).map(([name, value]) => [NAMES[name] ?? name, value]));

/** Creates React's props, for `connectView`. */
export const normalizeProps: Normalize<ReactPropTypes> = normalizeBy(renamed);
