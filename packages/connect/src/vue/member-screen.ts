import {
  type Component,
  type ComputedRef,
  computed,
  defineComponent,
  h,
  onActivated,
  onBeforeUnmount,
  onDeactivated,
  onMounted,
  onUpdated,
  shallowRef,
  useId,
  type VNode,
} from 'vue';
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
import { createEndReporter } from '../screen/ends.ts';

/** Your own component for each part that you draw yourself. It gets the attributes of the element, and its content in the slot. */
export type PartComponents = Readonly<Partial<Record<Exclude<Part, 'root'>, Component>>>;

/** Our props by Vue's names: `onclick` is `onClick`. */
const renamed = (props: ScreenNode['props']): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(props).map(([name, value]) => [
      name.replace(/^on./, (start) => `on${start.slice(2).toUpperCase()}`),
      value,
    ]),
  );

function draw(node: ScreenNode, components?: PartComponents): VNode {
  const { tag, key, props } = node;
  const own = components?.[props['data-part'] as keyof PartComponents];
  const given = { ...renamed(props), key };
  const content = () => contentOf(node, components);
  return own ? h(own, given, { default: content }) : h(tag, given, content());
}

const contentOf = ({ children }: ScreenNode, components?: PartComponents) =>
  children.map((child) => (typeof child === 'string' ? child : draw(child, components)));

/** Draws a tree of elements, such as the tree of `healthRow`, or a part of a screen. */
export const ScreenTree = defineComponent(
  (props: {
    /** The root of the tree. */
    readonly node: ScreenNode;
    /** Your own component for each part that you draw yourself. @default plain elements */
    readonly components?: PartComponents;
  }) =>
    () =>
      draw(props.node, props.components),
  { props: ['node', 'components'] },
);

/** Props of {@link MemberScreen}. In Vue the callbacks are events too: `@next-step`. */
export interface MemberScreenProps extends ScreenCallbacks {
  /** The connection from `createMemberConnection`. Create it outside of the component. */
  readonly connection: MemberConnection;
  /** A class name for each part that you style; `root` is the whole screen. */
  readonly classes?: PartClasses;
  /** Your own component for each part that you draw yourself. @default plain elements */
  readonly components?: PartComponents;
}

/**
 * The screen of a connection, for a page that lays it out itself: draw its parts with `findPart(screen, part)` and
 * {@link ScreenTree}. The element around them gets the props of `root`, which also move the focus and run the clock. The lifecycle begins when the first component is mounted, and never while a server renders. A
 * component that KeepAlive has hidden does not listen.
 */
export function useMemberScreen(
  connection: MemberConnection,
  options: Pick<MemberScreenProps, 'classes'> & ScreenCallbacks = {},
): {
  readonly screen: ComputedRef<ScreenNode>;
  readonly view: Readonly<{ value: ConnectionView }>;
  /** For `v-bind`. */
  readonly root: ComputedRef<Readonly<Record<string, unknown>>>;
} {
  const view = shallowRef(connection.getView());
  const id = useId();
  const report = createEndReporter();
  let end: (() => void) | null = null;
  const update = (): void => {
    view.value = connection.getView();
    report(connection, options);
  };
  const enter = (): void => {
    end ??= connection.subscribe(update);
    update();
  };
  const leave = (): void => {
    end?.();
    end = null;
  };
  onMounted(enter);
  onActivated(enter);
  onDeactivated(leave);
  onBeforeUnmount(leave);
  let followed: unknown = null;
  let follower: ScreenFollower | null = null;
  onUpdated(() => follower?.drawn());
  const ref = (element: unknown): void => {
    if (element === followed) return;
    followed = element;
    follower?.stop();
    follower = element instanceof HTMLElement ? followScreen(element) : null;
  };
  const screen = computed(() => {
    const { classes, onNextStep, onDone } = options;
    return screenOf(connection, { view: view.value, id, classes, onNextStep, onDone });
  });
  return { screen, view, root: computed(() => ({ ...renamed(screen.value.props), ref })) };
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
    const { screen, view, root } = useMemberScreen(props.connection, props);
    return () =>
      h('section', root.value, [
        ...contentOf(screen.value, props.components),
        ...(slots.default?.({ view: view.value }) ?? []),
      ]);
  },
  {
    props: [
      ...(['connection', 'classes', 'components'] as const),
      ...(['onNextStep', 'onDone', 'onStep', 'onConnected', 'onFailed', 'onStopped'] as const),
    ],
  },
);
