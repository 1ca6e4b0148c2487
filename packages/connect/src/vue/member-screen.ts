import { defineComponent, h, type PropType, useId, type VNode, type VNodeProps } from 'vue';
import { type MemberConnection, type ScreenNode, screenOf } from '../index.ts';
import { renamed } from './normalize.ts';
import { useFollower, useView } from './use-member-connection.ts';

const draw = ({ tag, key, props, children }: ScreenNode, more: VNodeProps = {}): VNode =>
  h(
    tag,
    { ...renamed(props), key, ...more },
    children.map((child) => (typeof child === 'string' ? child : draw(child))),
  );

/** Draws a tree of elements, such as that of `healthRow`. */
export const ScreenTree = defineComponent({
  name: 'ScreenTree',
  props: {
    /** The root of the tree. */
    node: { type: Object as PropType<ScreenNode>, required: true },
  },
  setup: (props) => () => draw(props.node),
});

/** The whole screen, without styles: each part has its name in `data-part`. Key it by the member if that can change. */
export const MemberScreen = defineComponent({
  name: 'MemberScreen',
  props: {
    /** Made outside of the component, by `createMemberConnection`. */
    connection: { type: Object as PropType<MemberConnection>, required: true },
  },
  setup({ connection }) {
    const view = useView(connection);
    const id = useId();
    const ref = useFollower();
    return () => draw(screenOf(connection, { view: view.value, id }), { ref });
  },
});
