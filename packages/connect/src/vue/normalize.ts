import type {
  ButtonHTMLAttributes,
  FormHTMLAttributes,
  HTMLAttributes,
  ImgHTMLAttributes,
  InputHTMLAttributes,
  LabelHTMLAttributes,
} from 'vue';
import { type Normalize, normalizeBy, type Props } from '../index.ts';

/** Vue's `mergeProps` takes only what has an index signature. */
type Bound<Attributes> = Attributes & Readonly<Record<string, unknown>>;

/** Vue's props of each kind of element. */
export interface VuePropTypes {
  readonly element: Bound<HTMLAttributes>;
  readonly form: Bound<FormHTMLAttributes>;
  readonly label: Bound<LabelHTMLAttributes>;
  readonly input: Bound<InputHTMLAttributes>;
  readonly img: Bound<ImgHTMLAttributes>;
  readonly button: Bound<ButtonHTMLAttributes>;
}

/** Our props by Vue's names: `onclick` is `onClick`. */
export const renamed = (props: Props): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(props).map(([name, value]) => [
      name.replace(/^on./, (start) => `on${start.slice(2).toUpperCase()}`),
      value,
    ]),
  );

/** Creates Vue's props, for `connectView`. */
export const normalizeProps: Normalize<VuePropTypes> = normalizeBy(renamed);
