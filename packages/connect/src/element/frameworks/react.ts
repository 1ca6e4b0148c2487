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

/** Props of {@link MxConnect}; all others go to the element, such as `className` and `slot`. */
export interface MxConnectProps extends HTMLAttributes<MxConnectElement> {
  /** Made outside of the component, by `createMemberConnection`. */
  readonly connection: MxConnectElement['connection'];
  /** Replaces that of the connection. */
  readonly onNextStep?: MxConnectElement['onNextStep'];
  readonly onConnected?: (event: MxConnectEvents['connected']) => void;
  readonly onFailed?: (event: MxConnectEvents['failed']) => void;
  readonly onStopped?: (event: MxConnectEvents['stopped']) => void;
  readonly onViewChange?: (event: MxConnectEvents['viewchange']) => void;
  /** What goes into the slots. */
  readonly children?: ReactNode;
}

/** Calls the newest callback, however often React makes another one. */
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
 * `<mx-connect>` as a component. Use it where a server renders: React sets no property of an element that it hydrates, and takes
 * `onNextStep` for the listener of an event.
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
  // Before the connection, so that none of its events is missed.
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

/** Props of `<mx-connect>` as markup: `connection` is taken from React 19 on, in a page that no server has rendered. */
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
