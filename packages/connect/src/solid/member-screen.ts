import {
  createComponent,
  createComputed,
  createUniqueId,
  For,
  type JSX,
  mergeProps,
} from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { Dynamic } from 'solid-js/web';
import { type MemberConnection, type ScreenNode, screenOf } from '../index.ts';
import { useFollower, useView } from './use-member-connection.ts';

/** Props of {@link MemberScreen}. */
export interface MemberScreenProps {
  /** Made outside of the component, by `createMemberConnection`. */
  readonly connection: MemberConnection;
}

const draw = (node: ScreenNode, ref?: (root: HTMLElement) => void): JSX.Element =>
  createComponent(
    Dynamic,
    mergeProps(() => node.props, {
      component: node.tag,
      ref,
      get children() {
        return createComponent(For, {
          get each() {
            return node.children;
          },
          children: (child: ScreenNode | string) =>
            typeof child === 'string' ? child : draw(child),
        });
      },
    }),
  );

/** The tree as a store: by their keys nodes stay the same, so Solid changes only what differs. */
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

/** Draws a tree of elements, such as that of `healthRow`. */
export function ScreenTree(props: ScreenTreeProps): JSX.Element {
  return draw(treeStore(() => props.node));
}

/** The whole screen, without styles: each part has its name in `data-part`. Key it by the member if that can change. */
export function MemberScreen({ connection }: MemberScreenProps): JSX.Element {
  const view = useView(connection);
  const id = createUniqueId();
  const root = treeStore(() => screenOf(connection, { view: view(), id }));
  return draw(root, useFollower(view));
}
