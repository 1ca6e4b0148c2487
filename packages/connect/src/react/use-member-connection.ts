import { useCallback, useEffect, useId, useRef, useSyncExternalStore } from 'react';
import {
  type ConnectApi,
  type ConnectionView,
  connectView,
  followScreen,
  type MemberConnection,
  type ScreenFollower,
} from '../index.ts';
import { normalizeProps, type ReactPropTypes } from './normalize.ts';

/** The screen of a connection, with React's props. */
export type ReactConnectApi = ConnectApi<ReactPropTypes>;

export const useView = (connection: MemberConnection): ConnectionView =>
  useSyncExternalStore(connection.subscribe, connection.getView, connection.getServerView);

/** A ref for the root: the focus moves with the screens, and the clock runs. */
export function useFollower(view: ConnectionView) {
  const follower = useRef<ScreenFollower | null>(null);
  const root = useCallback((element: HTMLElement | null) => {
    follower.current?.stop();
    follower.current = element && followScreen(element);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each view is drawn once.
  useEffect(() => follower.current?.drawn(), [view]);
  return root;
}

/**
 * Subscribes to a connection that was made outside of the component, and gives the props of each part of your own markup.
 * The lifecycle begins with the first component that is mounted, and never while a server renders.
 */
export function useMemberConnection(connection: MemberConnection): ReactConnectApi {
  const view = useView(connection);
  const id = useId();
  const ref = useFollower(view);
  const api = connectView(connection, normalizeProps, { view, id });
  return { ...api, getRootProps: () => ({ ...api.getRootProps(), ref }) };
}
