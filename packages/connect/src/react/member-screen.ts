import { createElement, type ReactElement, type ReactNode, type Ref, useId } from 'react';
import {
  type ConnectionView,
  type MemberConnection,
  type PartClasses,
  type ScreenCallbacks,
  type ScreenNode,
  screenOf,
} from '../index.ts';
import { renamed } from './normalize.ts';
import { useScreen } from './use-member-connection.ts';

/** Props of {@link MemberScreen}. */
export interface MemberScreenProps extends ScreenCallbacks {
  /** The connection from `createMemberConnection`. Create it outside of the component. */
  readonly connection: MemberConnection;
  /** A class name for each part that you style; `root` is the whole screen. */
  readonly classes?: PartClasses;
  /** Content at the end of the screen. A function gets the view. */
  readonly children?: ReactNode | ((view: ConnectionView) => ReactNode);
}

const draw = (
  { tag, key, props, children }: ScreenNode,
  ref?: Ref<HTMLElement>,
  last?: ReactNode,
): ReactElement =>
  createElement(
    tag,
    { ...renamed(props), key, ...(ref && { ref }) },
    ...children.map((child) => (typeof child === 'string' ? child : draw(child))),
    last,
  );

/** Props of {@link ScreenTree}. */
export interface ScreenTreeProps {
  /** The root of the tree. */
  readonly node: ScreenNode;
}

/** Draws a tree of elements, such as the tree of `healthRow`. */
export function ScreenTree({ node }: ScreenTreeProps): ReactElement {
  return draw(node);
}

/** The whole screen, without styles. Each part has its name in `data-part`. */
export function MemberScreen({
  connection,
  classes,
  children,
  ...callbacks
}: MemberScreenProps): ReactElement {
  const { view, ref } = useScreen(connection, callbacks);
  const { onNextStep } = callbacks;
  const screen = screenOf(connection, { view, id: useId(), classes, onNextStep });
  return draw(screen, ref, typeof children === 'function' ? children(view) : children);
}
