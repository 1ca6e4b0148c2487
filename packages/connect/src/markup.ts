/** The attributes and handlers of one element, by their names in HTML: `for`, `autocomplete`, `onsubmit`. */
export type Props = Readonly<Record<string, Prop>>;
/** The value of one of the {@link Props}. */
export type Prop = string | number | boolean | undefined | ((event: Event) => void);

/** An element of the screen, for a renderer of any kind. */
export interface ScreenNode {
  readonly tag: string;
  /** Names it among its siblings: another key is another element, with empty fields. */
  readonly key: string;
  readonly props: Props;
  readonly children: readonly (ScreenNode | string)[];
}

type Child = ScreenNode | string | false | null;

/** Makes an element; children that are `false` or `null` are left out. */
export const node = (
  tag: string,
  key: string,
  props: Props,
  ...children: readonly Child[]
): ScreenNode => ({
  tag,
  key,
  props,
  children: children.filter(
    (child): child is ScreenNode | string => child !== false && child !== null,
  ),
});

/** What the person sees: somebody works, questions, the way to the bank's page, the login form, or the end. */
export type ScreenName = 'busy' | 'questions' | 'bank' | 'login' | 'ended';

/** A screen in words: its sentences agree, and each is there once. */
export interface Description {
  /** Which of the screens it is. */
  readonly screen: ScreenName;
  /** Its heading. */
  readonly title: string;
  /** What stands below it, sentence by sentence; may be empty. */
  readonly details: readonly string[];
  /** The one of `details` that MX has written, in English; `null` or left out for none. */
  readonly fromMx?: string | null | undefined;
}
