import type { Props } from '../markup.ts';

/** The parts of a screen. Each element has the name of its part in `data-part`. */
export type Part =
  | 'root'
  | 'logo'
  | 'status'
  | 'title'
  | 'detail'
  | 'clock'
  | 'age'
  | 'instructions'
  | 'steps'
  | 'link'
  | 'health'
  | 'repair'
  | 'form'
  | 'question'
  | 'label'
  | 'field'
  | 'reveal'
  | 'option'
  | 'optionText'
  | 'radio'
  | 'picture'
  | 'problem'
  | 'submit'
  | 'bankLink'
  | 'retry'
  | 'nextStep'
  | 'cancel';

/** The props of a part. */
export const partProps = (name: Part, props: Props = {}): Props => ({
  'data-part': name,
  ...props,
});

/** Props for a text from the bank or MX. The text itself decides its direction. */
export const FOREIGN: Props = { dir: 'auto' };

/** Selects a part, for a query or a style. */
export const partSelector = (name: Part): string => `[data-part="${name}"]`;
