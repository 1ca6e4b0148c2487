import {
  defineComponent,
  h,
  useId,
  type VNode,
  type VNodeArrayChildren,
  type VNodeProps,
} from 'vue';
import {
  type ConnectionView,
  type MemberConnection,
  type PartClasses,
  type ScreenCallbacks,
  type ScreenNode,
  screenOf,
} from '../index.ts';
import { renamed } from './normalize.ts';
import { useFollower, useView } from './use-member-connection.ts';

const draw = (
  { tag, key, props, children }: ScreenNode,
  more: VNodeProps = {},
  last: VNodeArrayChildren = [],
): VNode =>
  h(tag, { ...renamed(props), key, ...more }, [
    ...children.map((child) => (typeof child === 'string' ? child : draw(child))),
    ...last,
  ]);

/** Draws a tree of elements, such as the tree of `healthRow`. */
export const ScreenTree = defineComponent(
  (props: {
    /** The root of the tree. */
    readonly node: ScreenNode;
  }) =>
    () =>
      draw(props.node),
  { props: ['node'] },
);

/** Props of {@link MemberScreen}. In Vue the callbacks are events too: `@next-step`. */
export interface MemberScreenProps extends ScreenCallbacks {
  /** The connection from `createMemberConnection`. Create it outside of the component. */
  readonly connection: MemberConnection;
  /** A class name for each part that you style; `root` is the whole screen. */
  readonly classes?: PartClasses;
}

/**
 * The whole screen, without styles. Each part has its name in `data-part`. If the member can change, use its guid as the key.
 * The slot is at the end of the screen, and gets the `view`.
 */
export const MemberScreen = defineComponent(
  (
    props: MemberScreenProps,
    { slots }: { readonly slots: { default?: (given: { view: ConnectionView }) => VNode[] } },
  ) => {
    const shown = useView(props.connection, props);
    const id = useId();
    const ref = useFollower();
    return () => {
      const view = shown.value;
      const screen = screenOf(props.connection, { ...props, view, id });
      return draw(screen, { ref }, slots.default?.({ view }));
    };
  },
  { props: ['connection', 'classes', 'onNextStep', 'onConnected', 'onFailed', 'onStopped'] },
);
