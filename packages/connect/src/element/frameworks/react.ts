import {
  createElement,
  type HTMLAttributes,
  type ReactElement,
  type ReactNode,
  type Ref,
  useEffect,
  useRef,
} from 'react';
import type { MxConnect as MxConnectElement, MxConnectEvents } from '../mx-connect.ts';
import '../index.ts';

/** Props of {@link MxConnect}. Other props, such as `className` and `slot`, go to the element. */
export interface MxConnectProps extends HTMLAttributes<MxConnectElement> {
  /** The connection from `createMemberConnection`. Create it outside of the component. */
  readonly connection: MxConnectElement['connection'];
  /** Replaces `onNextStep` of the connection. */
  readonly onNextStep?: MxConnectElement['onNextStep'];
  readonly onConnected?: (event: MxConnectEvents['connected']) => void;
  readonly onFailed?: (event: MxConnectEvents['failed']) => void;
  readonly onStopped?: (event: MxConnectEvents['stopped']) => void;
  readonly onViewChange?: (event: MxConnectEvents['viewchange']) => void;
  /** The content of the slots. */
  readonly children?: ReactNode;
}

/** Calls the newest callback without a new listener for each render. */
function useListener<Name extends keyof MxConnectEvents>(
  ref: { readonly current: MxConnectElement | null },
  name: Name,
  callback: ((event: MxConnectEvents[Name]) => void) | undefined,
): void {
  useEffect(() => {
    const element = ref.current;
    if (!element || !callback) return undefined;
    element.addEventListener(name, callback);
    return () => element.removeEventListener(name, callback);
  }, [ref, name, callback]);
}

/**
 * `<mx-connect>` as a component. Use it if a server renders the page: React does not set properties of an element that it
 * hydrates, and treats `onNextStep` as an event listener.
 */
export function MxConnect({
  connection,
  onNextStep,
  onConnected,
  onFailed,
  onStopped,
  onViewChange,
  children,
  ...attributes
}: MxConnectProps): ReactElement {
  const ref = useRef<MxConnectElement>(null);
  // The listeners come before the connection, so that no event is missed.
  useListener(ref, 'connected', onConnected);
  useListener(ref, 'failed', onFailed);
  useListener(ref, 'stopped', onStopped);
  useListener(ref, 'viewchange', onViewChange);
  useEffect(() => {
    if (ref.current) ref.current.onNextStep = onNextStep;
  }, [onNextStep]);
  useEffect(() => {
    if (ref.current) ref.current.connection = connection;
  }, [connection]);
  return createElement('mx-connect', { ...attributes, ref }, children);
}

/** Props of `<mx-connect>` as markup. React sets `connection` from version 19 on, in a page that no server has rendered. */
export interface MxConnectMarkup extends HTMLAttributes<MxConnectElement> {
  readonly ref?: Ref<MxConnectElement>;
  readonly connection?: MxConnectElement['connection'];
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'mx-connect': MxConnectMarkup;
    }
  }
}
