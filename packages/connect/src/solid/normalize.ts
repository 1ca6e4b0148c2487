import type { JSX } from 'solid-js';
import { type Normalize, normalizeBy, type Props } from '../index.ts';

/** Solid's props for each kind of element. */
export interface SolidPropTypes {
  /** For an element of any kind: a `section`, a `fieldset`, a `legend`, a `p`. */
  readonly element: Omit<JSX.HTMLAttributes<HTMLElement>, 'ref'>;
  readonly form: JSX.FormHTMLAttributes<HTMLFormElement>;
  readonly label: JSX.LabelHTMLAttributes<HTMLLabelElement>;
  readonly input: JSX.InputHTMLAttributes<HTMLInputElement>;
  readonly img: JSX.ImgHTMLAttributes<HTMLImageElement>;
  readonly button: JSX.ButtonHTMLAttributes<HTMLButtonElement>;
}

/** Solid uses the names of HTML. */
const asTheyAre = (props: Props): object => props;

/** Creates Solid's props, for `connectView`. */
export const normalizeProps: Normalize<SolidPropTypes> = normalizeBy(asTheyAre);
