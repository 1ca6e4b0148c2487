import { createElement, type ReactElement, type Ref, useId } from 'react';
import { type MemberConnection, type ScreenNode, screenOf } from '../index.ts';
import { renamed } from './normalize.ts';
import { useFollower, useView } from './use-member-connection.ts';

/** Props of {@link MemberScreen}. */
export interface MemberScreenProps {
  /** Made outside of the component, by `createMemberConnection`. */
  readonly connection: MemberConnection;
}

const draw = ({ tag, key, props, children }: ScreenNode, ref?: Ref<HTMLElement>): ReactElement =>
  createElement(
    tag,
    { ...renamed(props), key, ...(ref && { ref }) },
    ...children.map((child) => (typeof child === 'string' ? child : draw(child))),
  );

/** Props of {@link ScreenTree}. */
export interface ScreenTreeProps {
  /** The root of the tree. */
  readonly node: ScreenNode;
}

/** Draws a tree of elements, such as that of `healthRow`. */
export function ScreenTree({ node }: ScreenTreeProps): ReactElement {
  return draw(node);
}

/** The whole screen, without styles: each part has its name in `data-part`. */
export function MemberScreen({ connection }: MemberScreenProps): ReactElement {
  const view = useView(connection);
  const ref = useFollower(view);
  return draw(screenOf(connection, { view, id: useId() }), ref);
}
