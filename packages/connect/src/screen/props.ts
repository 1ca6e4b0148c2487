import type { Props } from '../markup.ts';

/** A field into which software must write nothing of its own. */
export const PLAIN_TEXT: Props = {
  autocapitalize: 'none',
  autocorrect: 'off',
  spellcheck: 'false',
};

/** What a framework takes as props of each kind of element; `element` is any other, such as a `div`, an `h2` or a `fieldset`. */
export interface PropTypes {
  readonly element: object;
  readonly form: object;
  readonly label: object;
  readonly input: object;
  readonly img: object;
  readonly button: object;
}

/** Turns our props into those of a framework. */
export type Normalize<Types extends PropTypes> = {
  readonly [Kind in keyof PropTypes]: (props: Props) => Types[Kind];
};

/**
 * Makes the normaliser of a framework that takes the props of all kinds of elements by the same names.
 * @param rename Our props by the framework's names.
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

/** Props that are those of each kind of element. */
type Every<Types extends PropTypes> = Types['element'] &
  Types['form'] &
  Types['label'] &
  Types['input'] &
  Types['img'] &
  Types['button'];

type Plain = Readonly<Record<keyof PropTypes, Props>>;

/** For a page without a framework: the props as they are. */
export const plain: Normalize<Plain> = normalizeBy((props) => props);
