import {
  createElement,
  type ElementType,
  type HTMLAttributes,
  type ReactElement,
  type ReactNode,
  type RefCallback,
  useCallback,
  useEffect,
  useId,
  useRef,
  useSyncExternalStore,
} from 'react';
import {
  type ConnectionView,
  followScreen,
  type MemberConnection,
  type Part,
  type PartClasses,
  type ScreenCallbacks,
  type ScreenFollower,
  type ScreenNode,
  screenOf,
} from '../index.ts';
import { createEndReporter, followEnds } from '../screen/ends.ts';

/** Your own component for each part that you draw yourself. It gets the props of the element, and its content as children. */
export type PartComponents = Readonly<Partial<Record<Exclude<Part, 'root'>, ElementType>>>;

/** Props of {@link MemberScreen}. */
export interface MemberScreenProps extends ScreenCallbacks {
  /** The connection from `createMemberConnection`. Create it outside of the component. */
  readonly connection: MemberConnection;
  /** A class name for each part that you style; `root` is the whole screen. */
  readonly classes?: PartClasses;
  /** Your own component for each part that you draw yourself. @default plain elements */
  readonly components?: PartComponents;
  /** Content at the end of the screen. A function gets the view. */
  readonly children?: ReactNode | ((view: ConnectionView) => ReactNode);
}

/** React's names that differ from the names in HTML. */
const NAMES: Readonly<Record<string, string>> = {
  for: 'htmlFor',
  class: 'className',
  tabindex: 'tabIndex',
  novalidate: 'noValidate',
  autocomplete: 'autoComplete',
  autocapitalize: 'autoCapitalize',
  autocorrect: 'autoCorrect',
  spellcheck: 'spellCheck',
  enterkeyhint: 'enterKeyHint',
  onsubmit: 'onSubmit',
  onclick: 'onClick',
};

const renamed = (props: ScreenNode['props']): object =>
  Object.fromEntries(Object.entries(props).map(([name, value]) => [NAMES[name] ?? name, value]));

const draw = (
  { tag, key, props, children }: ScreenNode,
  components: PartComponents,
): ReactElement =>
  createElement(
    components[props['data-part'] as keyof PartComponents] ?? tag,
    { ...renamed(props), key },
    ...children.map((child) => (typeof child === 'string' ? child : draw(child, components))),
  );

/** Draws a tree of elements, such as the tree of `healthRow`, or a part of a screen. */
export function ScreenTree({
  node,
  components = {},
}: {
  /** The root of the tree. */
  readonly node: ScreenNode;
  /** Your own component for each part that you draw yourself. @default plain elements */
  readonly components?: PartComponents;
}): ReactElement {
  return draw(node, components);
}

/**
 * The screen of a connection, for a page that lays it out itself: draw its parts with `findPart(screen, part)` and
 * {@link ScreenTree}. The element around them gets the props of `root`, which also move the focus and run the clock. The lifecycle begins when the first component is mounted, and never while a server renders.
 */
export function useMemberScreen(
  connection: MemberConnection,
  { classes, ...callbacks }: Pick<MemberScreenProps, 'classes'> & ScreenCallbacks = {},
): {
  readonly screen: ScreenNode;
  readonly view: ConnectionView;
  readonly root: HTMLAttributes<HTMLElement> & { readonly ref: RefCallback<HTMLElement> };
} {
  const view: ConnectionView = useSyncExternalStore(
    connection.subscribe,
    connection.getView,
    connection.getServerView,
  );
  const id = useId();
  const follower = useRef<ScreenFollower | null>(null);
  const ref = useCallback((element: HTMLElement | null) => {
    follower.current?.stop();
    follower.current = element && followScreen(element);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect runs once for each view.
  useEffect(() => follower.current?.drawn(), [view]);
  const latest = useRef(callbacks);
  const report = useRef(createEndReporter());
  useEffect(() => {
    latest.current = callbacks;
  });
  useEffect(() => followEnds(connection, () => latest.current, report.current), [connection]);
  const { onNextStep, onDone } = callbacks;
  const screen = screenOf(connection, { view, id, classes, onNextStep, onDone });
  return { screen, view, root: { ...renamed(screen.props), ref } };
}

/** The whole screen, without styles. Each part has its name in `data-part`. */
export function MemberScreen({
  connection,
  components = {},
  children,
  ...options
}: MemberScreenProps): ReactElement {
  const { screen, view, root } = useMemberScreen(connection, options);
  const parts = screen.children.map(
    (child) => typeof child !== 'string' && draw(child, components),
  );
  const last = typeof children === 'function' ? children(view) : children;
  return createElement('section', root, ...parts, last);
}
