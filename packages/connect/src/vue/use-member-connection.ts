import {
  type ComponentPublicInstance,
  type ComputedRef,
  computed,
  onActivated,
  onBeforeUnmount,
  onDeactivated,
  onMounted,
  onUpdated,
  type ShallowRef,
  shallowRef,
  useId,
} from 'vue';
import {
  type ConnectApi,
  type ConnectionView,
  connectView,
  createEndReporter,
  followScreen,
  type MemberConnection,
  type ScreenCallbacks,
  type ScreenFollower,
} from '../index.ts';
import { normalizeProps, type VuePropTypes } from './normalize.ts';

/** The screen of a connection, with Vue's props. */
export type VueConnectApi = ConnectApi<VuePropTypes>;

/** The view while the component is shown. A component that KeepAlive has hidden does not listen. */
export function useView(
  connection: MemberConnection,
  callbacks: ScreenCallbacks,
): Readonly<ShallowRef<ConnectionView>> {
  const view = shallowRef(connection.getView());
  const report = createEndReporter();
  let end: (() => void) | null = null;
  const update = (): void => {
    view.value = connection.getView();
    report(connection, callbacks);
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
  return view;
}

/** A ref for the root that moves the focus and runs the clock. */
export function useFollower() {
  let root: unknown = null;
  let follower: ScreenFollower | null = null;
  onUpdated(() => follower?.drawn());
  return (element: Element | ComponentPublicInstance | null): void => {
    if (element === root) return;
    root = element;
    follower?.stop();
    follower = element instanceof HTMLElement ? followScreen(element) : null;
  };
}

/**
 * Subscribes to a connection that was created outside of the component, and returns the props of each part for your own
 * markup, for `v-bind`. The lifecycle begins when the first component is mounted, and never while a server renders.
 */
export function useMemberConnection(
  connection: MemberConnection,
  callbacks: ScreenCallbacks = {},
): ComputedRef<VueConnectApi> {
  const view = useView(connection, callbacks);
  const id = useId();
  const ref = useFollower();
  return computed(() => {
    const { onNextStep } = callbacks;
    const api = connectView(connection, normalizeProps, { view: view.value, id, onNextStep });
    return { ...api, getRootProps: () => ({ ...api.getRootProps(), ref }) };
  });
}
