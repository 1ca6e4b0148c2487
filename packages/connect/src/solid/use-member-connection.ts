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
  followScreen,
  type MemberConnection,
  type ScreenFollower,
} from '../index.ts';
import { normalizeProps, type SolidPropTypes } from './normalize.ts';

/** The screen of a connection, with Solid's props. */
export type SolidConnectApi = ConnectApi<SolidPropTypes>;

export function useView(connection: MemberConnection): Accessor<ConnectionView> {
  const [view, setView] = createSignal(connection.getView());
  const update = (): void => void setView(connection.getView());
  onMount(() => {
    onCleanup(connection.subscribe(update));
    update();
  });
  return view;
}

/** A ref for the root: the focus moves with the screens, and the clock runs. */
export function useFollower(view: Accessor<ConnectionView>) {
  let follower: ScreenFollower | null = null;
  createEffect(() => {
    view();
    follower?.drawn();
  });
  onCleanup(() => follower?.stop());
  return (root: HTMLElement): void => {
    follower?.stop();
    follower = followScreen(root);
  };
}

/**
 * Subscribes to a connection that was made outside of the component, and gives the props of each part of your own markup. The
 * lifecycle begins with the first component that is mounted, and never while a server renders.
 */
export function useMemberConnection(connection: MemberConnection): Accessor<SolidConnectApi> {
  const view = useView(connection);
  const id = createUniqueId();
  const ref = useFollower(view);
  return createMemo(() => {
    const api = connectView(connection, normalizeProps, { view: view(), id });
    return { ...api, getRootProps: () => ({ ...api.getRootProps(), ref }) };
  });
}
