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

/** Draws a tree of elements, such as that of `healthRow`. */
export const ScreenTree = defineComponent(
  (props: {
    /** The root of the tree. */
    readonly node: ScreenNode;
  }) =>
    () =>
      draw(props.node),
  { props: ['node'] },
);

/** Props of {@link MemberScreen}. Vue takes the callbacks as events too: `@next-step`. */
export interface MemberScreenProps extends ScreenCallbacks {
  /** Made outside of the component, by `createMemberConnection`. */
  readonly connection: MemberConnection;
  /** A class name for each part that you style; `root` is the whole screen. */
  readonly classes?: PartClasses;
}

/**
 * The whole screen, without styles: each part has its name in `data-part`. Key it by the member if that can change. Its slot
 * stands at the end of the screen, and is given the `view`.
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
