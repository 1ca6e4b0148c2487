import {
  type Accessor,
  createComponent,
  createComputed,
  createEffect,
  createSignal,
  createUniqueId,
  For,
  type JSX,
  mergeProps,
  onCleanup,
  onMount,
  type ValidComponent,
} from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { Dynamic } from 'solid-js/web';
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
import { followEnds } from '../screen/ends.ts';

/** Your own component for each part that you draw yourself. It gets the props of the element, and its content as children. */
export type PartComponents = Readonly<Partial<Record<Exclude<Part, 'root'>, ValidComponent>>>;

/** Props of {@link MemberScreen}. */
export interface MemberScreenProps extends ScreenCallbacks {
  /** The connection from `createMemberConnection`. Create it outside of the component. */
  readonly connection: MemberConnection;
  /** A class name for each part that you style; `root` is the whole screen. */
  readonly classes?: PartClasses;
  /** Your own component for each part that you draw yourself. @default plain elements */
  readonly components?: PartComponents;
  /** Content at the end of the screen. A function gets the view. */
  readonly children?: JSX.Element | ((view: Accessor<ConnectionView>) => JSX.Element);
}

const draw = (
  node: ScreenNode,
  components: PartComponents = {},
  given: object = mergeProps(() => node.props),
  last?: () => JSX.Element,
): JSX.Element =>
  createComponent(
    Dynamic,
    mergeProps(given, {
      component: components[node.props['data-part'] as keyof PartComponents] ?? node.tag,
      get children() {
        const own = createComponent(For, {
          get each() {
            return node.children;
          },
          children: (child: ScreenNode | string) =>
            typeof child === 'string' ? child : draw(child, components),
        });
        return last ? [own, last] : own;
      },
    }),
  );

/** The tree as a store. Nodes with the same key stay the same, so Solid updates only what differs. */
function treeStore(tree: () => ScreenNode): ScreenNode {
  const [root, setRoot] = createStore(tree());
  createComputed(() => setRoot(reconcile(tree(), { key: 'key' })));
  return root;
}

/** Draws a tree of elements, such as the tree of `healthRow`, or a part of a screen. */
export function ScreenTree(props: {
  /** The root of the tree. */
  readonly node: ScreenNode;
  /** Your own component for each part that you draw yourself. @default plain elements */
  readonly components?: PartComponents;
}): JSX.Element {
  return draw(
    treeStore(() => props.node),
    props.components,
  );
}

/**
 * The screen of a connection, for a page that lays it out itself: draw its parts with `findPart(screen, part)` and
 * {@link ScreenTree}. The element around them gets the props of `root`, which also move the focus and run the clock. `screen` is a store, so its parts stay the same while the view changes. The lifecycle begins
 * when the first component is mounted, and never while a server renders.
 */
export function useMemberScreen(
  connection: MemberConnection,
  options: Pick<MemberScreenProps, 'classes'> & ScreenCallbacks = {},
): {
  readonly screen: ScreenNode;
  readonly view: Accessor<ConnectionView>;
  readonly root: JSX.HTMLAttributes<HTMLElement>;
} {
  const [view, setView] = createSignal(connection.getView());
  const update = (): void => void setView(connection.getView());
  onMount(() => {
    onCleanup(connection.subscribe(update));
    onCleanup(followEnds(connection, () => options));
    update();
  });
  const id = createUniqueId();
  const screen = treeStore(() => {
    const { classes, onNextStep, onDone } = options;
    return screenOf(connection, { view: view(), id, classes, onNextStep, onDone });
  });
  let follower: ScreenFollower | null = null;
  let followed: HTMLElement | null = null;
  createEffect(() => {
    view();
    follower?.drawn();
  });
  onCleanup(() => follower?.stop());
  // Solid calls the ref again for each view, because it is among props that are spread.
  const ref = (root: HTMLElement): void => {
    if (root === followed) return;
    followed = root;
    follower?.stop();
    follower = followScreen(root);
  };
  return { screen, view, root: mergeProps(() => screen.props, { ref }) };
}

/**
 * The whole screen, without styles. Each part has its name in `data-part`. If the member can change, use its guid as the key.
 */
export function MemberScreen(props: MemberScreenProps): JSX.Element {
  const { screen, view, root } = useMemberScreen(props.connection, props);
  return draw(screen, props.components, root, () => {
    const { children } = props;
    return typeof children === 'function' ? children(view) : children;
  });
}
