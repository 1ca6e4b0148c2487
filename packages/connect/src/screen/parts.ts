/** The attributes and handlers of one element, with their HTML names: `for`, `autocomplete`, `onsubmit`. */
export type Props = Readonly<
  Record<string, string | number | boolean | undefined | ((event: Event) => void)>
>;

/** An element of the screen, for a renderer of any kind. */
export interface ScreenNode {
  readonly tag: string;
  /** The name of the element among its siblings. A new key makes a new element, with empty fields. */
  readonly key: string;
  readonly props: Props;
  readonly children: readonly (ScreenNode | string)[];
}

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
  | 'chosen'
  | 'hints'
  | 'hint'
  | 'problem'
  | 'submit'
  | 'checked'
  | 'about'
  | 'bankLink'
  | 'website'
  | 'retry'
  | 'nextStep'
  | 'done'
  | 'confirm'
  | 'keep'
  | 'cancel'
  | 'noCode'
  | 'noCodeText';

type Child = ScreenNode | string | false | null;

/**
 * Creates an element of a part. Children that are `false` or `null` are left out.
 * @param props Its props. `key` is its key. @default the name of the part
 */
export const part = (
  tag: string,
  name: Part,
  { key = name, ...props }: Props & { readonly key?: string } = {},
  ...children: readonly Child[]
): ScreenNode => ({
  tag,
  key,
  props: { 'data-part': name, ...props },
  children: children.filter(
    (child): child is ScreenNode | string => child !== false && child !== null,
  ),
});

/** Props for a text from the bank or MX. The text itself decides its direction, and its language is not known. */
export const FOREIGN: Props = { dir: 'auto', lang: '' };

/** Hints at the fields of a login form. */
export const HINTS = ['capsLock', 'space'] as const;

/** Selects a part, for a query or a style. */
export const partSelector = (name: Part): string => `[data-part="${name}"]`;

/** The first element of a part, from the top; `null` if the tree has none. */
export function findPart(tree: ScreenNode, name: Part): ScreenNode | null {
  if (tree.props['data-part'] === name) return tree;
  for (const child of tree.children) {
    const found = typeof child === 'string' ? null : findPart(child, name);
    if (found) return found;
  }
  return null;
}
