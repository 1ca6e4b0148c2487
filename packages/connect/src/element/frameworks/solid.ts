import type { JSX } from 'solid-js';
import type { MxConnect, MxConnectEvents } from '../mx-connect.ts';
import '../index.ts';

/** Attributes of `<mx-connect>` in Solid's JSX: `prop:connection`, `on:connected` and so on. */
export interface MxConnectAttributes extends JSX.HTMLAttributes<MxConnect> {
  'prop:connection'?: MxConnect['connection'];
  'prop:onNextStep'?: MxConnect['onNextStep'];
  'on:connected'?: (event: MxConnectEvents['connected']) => void;
  'on:failed'?: (event: MxConnectEvents['failed']) => void;
  'on:stopped'?: (event: MxConnectEvents['stopped']) => void;
  'on:viewchange'?: (event: MxConnectEvents['viewchange']) => void;
}

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'mx-connect': MxConnectAttributes;
    }
  }
}
