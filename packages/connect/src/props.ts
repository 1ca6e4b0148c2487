/** The attributes and handlers of one element, by their names in HTML: `for`, `autocomplete`, `onsubmit`. */
export type Props = Readonly<Record<string, Prop>>;
/** The value of one of them. */
export type Prop = string | number | boolean | undefined | ((event: Event) => void);

/** What a framework takes as props of each kind of element. */
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

type Plain = Readonly<Record<keyof PropTypes, Props>>;
const asTheyAre = (props: Props): Props => props;

/** For a page without a framework: the props as they are. */
export const plain: Normalize<Plain> = {
  element: asTheyAre,
  form: asTheyAre,
  label: asTheyAre,
  input: asTheyAre,
  img: asTheyAre,
  button: asTheyAre,
};
