import type { Props } from '../markup.ts';

/** Props of a field whose text software must not change or fill in. */
export const PLAIN_TEXT: Props = {
  autocapitalize: 'none',
  autocorrect: 'off',
  spellcheck: 'false',
};

/** The props of a framework for each kind of element. `element` is any other element, such as a `div`, an `h2` or a `fieldset`. */
export interface PropTypes {
  readonly element: object;
  readonly form: object;
  readonly label: object;
  readonly input: object;
  readonly img: object;
  readonly button: object;
}

/** Turns our props into the props of a framework. */
export type Normalize<Types extends PropTypes> = {
  readonly [Kind in keyof PropTypes]: (props: Props) => Types[Kind];
};

/**
 * Creates the normaliser of a framework whose prop names are the same for all elements.
 * @param rename Gives our props the framework's names.
 */
export function normalizeBy<Types extends PropTypes>(
  rename: (props: Props) => Every<Types>,
): Normalize<Types> {
  return {
    element: rename,
    form: rename,
    label: rename,
    input: rename,
    img: rename,
    button: rename,
  };
}

/** Props that are valid for every kind of element. */
type Every<Types extends PropTypes> = Types['element'] &
  Types['form'] &
  Types['label'] &
  Types['input'] &
  Types['img'] &
  Types['button'];

type Plain = Readonly<Record<keyof PropTypes, Props>>;

/** Leaves the props as they are, for a page without a framework. */
export const plain: Normalize<Plain> = normalizeBy((props) => props);
