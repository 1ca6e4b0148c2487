import type { Props } from '../markup.ts';

/** The parts of a screen. Each element of the screen has the name of its part in `data-part`. */
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

/** For a text of the bank's or of MX's, whose direction its own letters say. */
export const FOREIGN: Props = { dir: 'auto' };

/** Selects a part, for a query or a style. */
export const partSelector = (name: Part): string => `[data-part="${name}"]`;
