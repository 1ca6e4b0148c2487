import {
  type HTMLAttributes,
  type RefCallback,
  useCallback,
  useEffect,
  useId,
  useRef,
  useSyncExternalStore,
} from 'react';
import {
  type ConnectApi,
  type ConnectionView,
  connectView,
  createEndReporter,
  followEnds,
  followScreen,
  type MemberConnection,
  type ScreenCallbacks,
  type ScreenFollower,
} from '../index.ts';
import { normalizeProps, type ReactPropTypes } from './normalize.ts';

/** The screen of a connection, with React's props. */
export interface ReactConnectApi extends ConnectApi<ReactPropTypes> {
  getRootProps(): HTMLAttributes<HTMLElement> & { readonly ref: RefCallback<HTMLElement> };
}

/** The view, and a ref for the root. The ref moves the focus and runs the clock. The callbacks are called for each end. */
export function useScreen(connection: MemberConnection, callbacks: ScreenCallbacks) {
  const view: ConnectionView = useSyncExternalStore(
    connection.subscribe,
    connection.getView,
    connection.getServerView,
  );
  const follower = useRef<ScreenFollower | null>(null);
  const ref = useCallback((element: HTMLElement | null) => {
    follower.current?.stop();
    follower.current = element && followScreen(element);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect runs once for each view.
  useEffect(() => follower.current?.drawn(), [view]);
  const latest = useRef(callbacks);
  const report = useRef(createEndReporter());
  useEffect(() => {
    latest.current = callbacks;
  });
  useEffect(() => followEnds(connection, () => latest.current, report.current), [connection]);
  return { view, ref };
}

/**
 * Subscribes to a connection that was created outside of the component, and returns the props of each part for your own
 * markup. The lifecycle begins when the first component is mounted, and never while a server renders.
 */
export function useMemberConnection(
  connection: MemberConnection,
  callbacks: ScreenCallbacks = {},
): ReactConnectApi {
  const { view, ref } = useScreen(connection, callbacks);
  const id = useId();
  const { onNextStep } = callbacks;
  const api = connectView(connection, normalizeProps, { view, id, onNextStep });
  return { ...api, getRootProps: () => ({ ...api.getRootProps(), ref }) };
}
