import {
  type Accessor,
  createComponent,
  createComputed,
  createUniqueId,
  For,
  type JSX,
  mergeProps,
} from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { Dynamic } from 'solid-js/web';
import {
  type ConnectionView,
  type MemberConnection,
  type PartClasses,
  type ScreenCallbacks,
  type ScreenNode,
  screenOf,
} from '../index.ts';
import { useFollower, useView } from './use-member-connection.ts';

/** Props of {@link MemberScreen}. */
export interface MemberScreenProps extends ScreenCallbacks {
  /** The connection from `createMemberConnection`. Create it outside of the component. */
  readonly connection: MemberConnection;
  /** A class name for each part that you style; `root` is the whole screen. */
  readonly classes?: PartClasses;
  /** Content at the end of the screen. A function gets the view. */
  readonly children?: JSX.Element | ((view: Accessor<ConnectionView>) => JSX.Element);
}

const draw = (
  node: ScreenNode,
  ref?: (root: HTMLElement) => void,
  last?: () => JSX.Element,
): JSX.Element =>
  createComponent(
    Dynamic,
    mergeProps(() => node.props, {
      component: node.tag,
      ref,
      get children() {
        const own = createComponent(For, {
          get each() {
            return node.children;
          },
          children: (child: ScreenNode | string) =>
            typeof child === 'string' ? child : draw(child),
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

/** Props of {@link ScreenTree}. */
export interface ScreenTreeProps {
  /** The root of the tree. */
  readonly node: ScreenNode;
}

/** Draws a tree of elements, such as the tree of `healthRow`. */
export function ScreenTree(props: ScreenTreeProps): JSX.Element {
  return draw(treeStore(() => props.node));
}

/**
 * The whole screen, without styles. Each part has its name in `data-part`. If the member can change, use its guid as the key.
 */
export function MemberScreen(props: MemberScreenProps): JSX.Element {
  const { connection } = props;
  const view = useView(connection, props);
  const id = createUniqueId();
  const root = treeStore(() => {
    const { classes, onNextStep } = props;
    return screenOf(connection, { view: view(), id, classes, onNextStep });
  });
  return draw(root, useFollower(view), () => {
    const { children } = props;
    return typeof children === 'function' ? children(view) : children;
  });
}
