import type {
  HTMLAttributes,
  HTMLButtonAttributes,
  HTMLFormAttributes,
  HTMLImgAttributes,
  HTMLInputAttributes,
  HTMLLabelAttributes,
} from 'svelte/elements';
import { type Normalize, normalizeBy, type Prop, type Props } from '../index.ts';

/** Svelte's attributes for each kind of element. */
export interface SveltePropTypes {
  readonly element: HTMLAttributes<HTMLElement>;
  readonly form: HTMLFormAttributes;
  readonly label: HTMLLabelAttributes;
  readonly input: HTMLInputAttributes;
  readonly img: HTMLImgAttributes;
  readonly button: HTMLButtonAttributes;
}

/** Svelte uses the names of HTML, and takes handlers as attributes: `onclick`. */
const asTheyAre = (props: Props): Readonly<Record<`data-${string}`, Prop>> => props;

/** Creates Svelte's attributes, for `connectView`. */
export const normalizeProps: Normalize<SveltePropTypes> = normalizeBy(asTheyAre);
