import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  onCleanup,
  onMount,
} from 'solid-js';
import {
  type ConnectApi,
  type ConnectionView,
  connectView,
  followEnds,
  followScreen,
  type MemberConnection,
  type ScreenCallbacks,
  type ScreenFollower,
} from '../index.ts';
import { normalizeProps, type SolidPropTypes } from './normalize.ts';

/** The screen of a connection, with Solid's props. */
export interface SolidConnectApi extends ConnectApi<SolidPropTypes> {
  getRootProps(): SolidPropTypes['element'] & { readonly ref: (root: HTMLElement) => void };
}

export function useView(
  connection: MemberConnection,
  callbacks: ScreenCallbacks,
): Accessor<ConnectionView> {
  const [view, setView] = createSignal(connection.getView());
  const update = (): void => void setView(connection.getView());
  onMount(() => {
    onCleanup(connection.subscribe(update));
    onCleanup(followEnds(connection, () => callbacks));
    update();
  });
  return view;
}

/** A ref for the root that moves the focus and runs the clock. */
export function useFollower(view: Accessor<ConnectionView>) {
  let follower: ScreenFollower | null = null;
  let followed: HTMLElement | null = null;
  createEffect(() => {
    view();
    follower?.drawn();
  });
  onCleanup(() => follower?.stop());
  // Solid calls the ref again for each view, because it is among props that are spread.
  return (root: HTMLElement): void => {
    if (root === followed) return;
    followed = root;
    follower?.stop();
    follower = followScreen(root);
  };
}

/**
 * Subscribes to a connection that was created outside of the component, and returns the props of each part for your own
 * markup. The lifecycle begins when the first component is mounted, and never while a server renders.
 */
export function useMemberConnection(
  connection: MemberConnection,
  callbacks: ScreenCallbacks = {},
): Accessor<SolidConnectApi> {
  const view = useView(connection, callbacks);
  const id = createUniqueId();
  const ref = useFollower(view);
  return createMemo(() => {
    const { onNextStep } = callbacks;
    const api = connectView(connection, normalizeProps, { view: view(), id, onNextStep });
    return { ...api, getRootProps: () => ({ ...api.getRootProps(), ref }) };
  });
}
