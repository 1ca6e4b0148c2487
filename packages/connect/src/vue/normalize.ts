import type {
  ButtonHTMLAttributes,
  FormHTMLAttributes,
  HTMLAttributes,
  ImgHTMLAttributes,
  InputHTMLAttributes,
  LabelHTMLAttributes,
} from 'vue';
import { type Normalize, normalizeBy, type Props } from '../index.ts';

/** Vue's props for each kind of element. */
export interface VuePropTypes {
  readonly element: HTMLAttributes;
  readonly form: FormHTMLAttributes;
  readonly label: LabelHTMLAttributes;
  readonly input: InputHTMLAttributes;
  readonly img: ImgHTMLAttributes;
  readonly button: ButtonHTMLAttributes;
}

/** Our props with Vue's names: `onclick` becomes `onClick`. */
export const renamed = (props: Props): object =>
  Object.fromEntries(
    Object.entries(props).map(([name, value]) => [
      name.replace(/^on./, (start) => `on${start.slice(2).toUpperCase()}`),
      value,
    ]),
  );

/** Creates Vue's props, for `connectView`. */
export const normalizeProps: Normalize<VuePropTypes> = normalizeBy(renamed);
